import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["User"];
export type Role = User["role"];
export type Conversation = Schemas["ConversationItem"];
export type Message = Schemas["MessageItem"];
export type Attachment = NonNullable<Message["attachment"]>;
export type Trace = Schemas["Trace"];
export type CannedReply = Schemas["CannedReply"];
export type ContactDetail = Schemas["ContactDetail"];
export type ChannelLine = Schemas["ChannelLine"];
export type Capabilities = ChannelLine["capabilities"];
