import type { Conversation, User } from "@/api/types";

/** What the reader may do in a conversation, and why not. */
export type Standing = {
  /** Somebody who answers, not only reads. */
  answers: boolean;
  mine: boolean;
  /** Another person has it. */
  taken: boolean;
  resolved: boolean;
  withAgent: boolean;
};

export function standingOf({ status, operator }: Conversation, me: User): Standing {
  const mine = status === "operator" && operator?.id === me.id;
  return {
    answers: me.role !== "viewer",
    mine,
    taken: status === "operator" && operator !== null && !mine,
    resolved: status === "resolved",
    withAgent: status === "bot",
  };
}
