import { useEffect, useRef } from "react";
import { tellGlance } from "@/realtime/use-live";

/** Milliseconds. Said again before it is forgotten. */
const AGAIN = 3_500;
const WORD = 2_000;

/** Colleagues see that this conversation is on screen here, and when a reply is being typed. */
export function useTellGlance(conversationId: string, text: string): void {
  useEffect(() => {
    const tell = () => document.visibilityState === "visible" && tellGlance("viewing", conversationId);
    tell();
    const timer = setInterval(tell, AGAIN);
    return () => clearInterval(timer);
  }, [conversationId]);

  const before = useRef(text);
  const last = useRef(0);
  useEffect(() => {
    const typed = text !== before.current && text !== "";
    before.current = text;
    if (!typed || Date.now() - last.current < WORD) return;
    last.current = Date.now();
    tellGlance("typing", conversationId);
  }, [conversationId, text]);
}
