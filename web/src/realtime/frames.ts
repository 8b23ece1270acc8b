import type { Conversation, Message } from "@/api/types";

export type Changes = {
  type: "changes";
  cursor: string;
  conversations: Conversation[];
  messages: Message[];
  /** Conversations that whoever listens may not see, or not any more. */
  hidden: string[];
  topics: string[];
};

/** What the server says on the live channel. */
export type Frame = { type: "hello"; cursor: string } | { type: "resync"; cursor: string } | { type: "pong" } | Changes;
