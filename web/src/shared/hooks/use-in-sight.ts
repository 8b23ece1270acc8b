import { type RefObject, useEffect, useRef } from "react";

/** Brings the chosen one of a row that scrolls sideways into sight. */
export function useInSight<T extends HTMLElement>(chosen: boolean): RefObject<T | null> {
  const ref = useRef<T>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [chosen]);
  return ref;
}
