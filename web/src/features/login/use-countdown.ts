import { useEffect, useState } from "react";

/** Seconds that run down to zero. `text` is "0:42". */
export function useCountdown(): { left: number; text: string; start: (seconds: number) => void } {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [left]);
  return {
    left,
    text: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`,
    start: (seconds) => {
      setNow(Date.now());
      setUntil(Date.now() + seconds * 1000);
    },
  };
}
