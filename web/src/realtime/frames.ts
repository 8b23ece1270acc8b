import type { Conversation, Message } from "@/api/types";

export type Changes = {
  type: "changes";
  cursor: number;
  conversations: Conversation[];
  messages: Message[];
  topics: string[];
};

/** What the server says on the live channel. */
export type Frame = { type: "hello"; cursor: number } | { type: "resync"; cursor: number } | { type: "pong" } | Changes;
