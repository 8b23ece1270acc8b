import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { saved, type Engine } from "../agents";
import type { DraftState } from "../use-draft";

type Schemas = components["schemas"];
type Rehearsed = Schemas["Rehearsed"];
/** Something said on the pretended phone; an answer carries why it was given. */
export type Line = { id: number; mine: boolean; text: string; answer?: Rehearsed; asked?: string };
/** What speaks: what is being written, or a saved version. */
export type Speaker = "draft" | number;

const REMEMBERED = 40;

/** A conversation that exists only on this screen. */
export function useRehearsal(agentId: string, state: DraftState) {
  const [lines, setLines] = useState<Line[]>([]);
  const [speaker, setSpeaker] = useState<Speaker>("draft");
  const [engine, setEngine] = useState<Engine | "">("");
  const [chosen, choose] = useState<number | null>(null);
  const left = lines.findLast((line) => line.answer)?.answer?.state ?? {};
  const ask = useMutation({
    meta: { quiet: true },
    mutationFn: ({ text, buttonId }: { text: string; buttonId?: string }) =>
      unwrap(
        api.POST("/api/v1/agents/{agent_id}/try", {
          params: { path: { agent_id: agentId } },
          body: {
            ...(speaker === "draft" ? { draft: saved(state.draft) } : { version: speaker }),
            ...(engine && { engine }),
            said: [{ text, button_id: buttonId }],
            history: lines.slice(-REMEMBERED).map(({ text: said, mine }) => ({ text: said, mine })),
            state: left,
          },
        }),
      ),
    onSuccess: (answer, { text }) => {
      setLines((now) => [...now, { id: now.length, mine: false, text: answer.text, answer, asked: text }]);
      choose(null);
    },
  });
  const say = (text: string, buttonId?: string) => {
    setLines((now) => [...now, { id: now.length, mine: true, text }]);
    ask.mutate(buttonId === undefined ? { text } : { text, buttonId });
  };
  const restart = () => {
    setLines([]);
    choose(null);
    ask.reset();
  };
  const explained = lines.find((line) => line.id === chosen) ?? lines.findLast((line) => line.answer);
  return {
    lines,
    say,
    thinking: ask.isPending,
    error: ask.error,
    restart,
    speaker,
    engine,
    speakAs: (next: Speaker) => {
      setSpeaker(next);
      restart();
    },
    useEngine: (next: Engine | "") => {
      setEngine(next);
      restart();
    },
    explained,
    choose,
  };
}

export type RehearsalState = ReturnType<typeof useRehearsal>;
