import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api, unwrap } from "@/api/client";
import type { Message } from "@/api/types";
import { privateStorage } from "@/shared/private-storage";

export type Mode = "reply" | "note";
type Quote = NonNullable<Message["reply_to"]>;

/** `aside` is the text of the other mode: what was written as a note never becomes a reply by one wrong tap. */
export type Draft = { text: string; mode: Mode; quote: Quote | null; aside?: string };

/** `saved`: the server has it, so whatever the server says later is newer. */
type Stored = Draft & { saved: boolean };

const EMPTY: Draft = { text: "", mode: "reply", quote: null };
const SAVE_AFTER = 1200;

/** What the draft becomes in another mode: each mode has its own text. */
export function inMode(draft: Draft, mode: Mode): Draft {
  if (mode === draft.mode) return draft;
  return { text: draft.aside ?? "", mode, quote: null, aside: draft.text };
}

const keyOf = (conversationId: string) => `draft.${conversationId}`;

function isEmpty(draft: Draft): boolean {
  return draft.text === "" && draft.quote === null && draft.mode === "reply" && !draft.aside;
}

function keep(conversationId: string, draft: Draft, saved: boolean): void {
  if (isEmpty(draft) && saved) privateStorage.remove(keyOf(conversationId));
  else privateStorage.write(keyOf(conversationId), { ...draft, saved } satisfies Stored);
}

async function save(conversationId: string, draft: Draft): Promise<void> {
  const { text, mode } = draft;
  await unwrap(
    api.PUT("/api/v1/conversations/{conversation_id}/draft", {
      params: { path: { conversation_id: conversationId } },
      body: { text, mode },
      keepalive: true,
    }),
  );
  keep(conversationId, draft, true);
}

/**
 * What is being written in a conversation. It survives a reload and a walk through the list in this browser at once,
 * and follows the person to another machine through the server a moment later.
 */
export function useDraft(conversationId: string): [Draft, (change: Partial<Draft>) => void] {
  const [stored] = useState(() => privateStorage.read(keyOf(conversationId)) as Stored | null);
  const [draft, setDraft] = useState<Draft>(stored ?? EMPTY);
  const unsaved = stored && !stored.saved ? stored : null;
  const waiting = useRef<Draft | null>(unsaved);
  const touched = useRef(unsaved !== null);

  const flush = useEffectEvent(() => {
    const last = waiting.current;
    if (!last) return;
    waiting.current = null;
    // It stays marked as unsaved in this browser, and is saved again when the conversation opens next.
    save(conversationId, last).catch(() => undefined);
  });

  useEffect(() => {
    const timer = setTimeout(flush, SAVE_AFTER);
    return () => clearTimeout(timer);
  }, [draft]);

  useEffect(() => {
    const hide = () => document.visibilityState === "hidden" && flush();
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      flush();
    };
  }, []);

  useEffect(() => {
    if (touched.current) return;
    const path = { conversation_id: conversationId };
    unwrap(api.GET("/api/v1/conversations/{conversation_id}/draft", { params: { path } }))
      .then(({ text, mode }) => {
        if (touched.current) return;
        setDraft((now) => ({ ...inMode(now, mode), text, quote: text === now.text ? now.quote : null }));
      })
      // Without the server's copy, this browser's is what there is.
      .catch(() => undefined);
  }, [conversationId]);

  const change = (next: Partial<Draft>) => {
    touched.current = true;
    const changed = { ...draft, ...next };
    waiting.current = changed;
    keep(conversationId, changed, false);
    setDraft(changed);
  };
  return [draft, change];
}
