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

/** A colleague looks at a conversation, or types in it; true for a few seconds. */
type Viewing = { type: "viewing"; conversation_id: string; user_id: string; name: string; typing: boolean };

/** What the server says on the live channel. */
export type Frame = { type: "hello"; cursor: string } | { type: "resync"; cursor: string } | { type: "pong" } | Viewing | Changes;
