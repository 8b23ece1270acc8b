import { useEffect, useEffectEvent } from "react";

/** Ctrl+K (or ⌘K) works everywhere, also while typing. */
export function useCommandKey(run: () => void): void {
  const handle = useEffectEvent(run);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      handle();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}
