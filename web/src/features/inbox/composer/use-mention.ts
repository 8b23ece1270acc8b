import { useQuery } from "@tanstack/react-query";
import { type Colleague, colleaguesQuery } from "@/api/colleagues";
import { fold } from "@/shared/fold";
import { type Options, useOptions } from "./use-options";

const MOST = 6;

/** What was typed after the last "@" of the text, while it is still being typed: a name of up to three words. */
export function typedName(text: string): string | undefined {
  return /(?:^|\s)@((?:[\p{L}\p{N}_.-]+ ?){0,3})$/u.exec(text)?.[1];
}

/** Colleagues with a name that has a word beginning with what was typed. */
export function called(colleagues: readonly Colleague[], typed: string): Colleague[] {
  const wanted = fold(typed).trim();
  return colleagues.filter(({ name }) => fold(name).startsWith(wanted) || fold(name).split(" ").some((word) => word.startsWith(wanted))).slice(0, MOST);
}

/** Those of the colleagues whom a note calls by "@" and their whole name. */
export function mentionedIn(text: string, colleagues: readonly Colleague[]): Colleague[] {
  return colleagues.filter(({ name }) => text.includes(`@${name}`));
}

/** The list of colleagues that "@" opens in a note. Nothing is offered once a name stands there whole. */
export function useMention(text: string, enabled: boolean, onPick: (colleague: Colleague) => void): Options<Colleague> {
  const typed = enabled ? typedName(text) : undefined;
  const { data = [] } = useQuery({ ...colleaguesQuery, enabled });
  const found = called(data, typed ?? "");
  const whole = found.some(({ name }) => name === typed?.trimEnd());
  return useOptions(typed, typed === undefined || whole || found.length === 0 ? undefined : found, onPick);
}
