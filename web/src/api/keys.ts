/** Names of the caches that more than one part touches: features fill them, the live channel keeps them true. */
export const keys = {
  conversationLists: ["conversations", "list"],
  conversationList: (filter: object) => ["conversations", "list", filter],
  counts: ["conversations", "counts"],
  conversation: (id: string) => ["conversations", "one", id],
  messages: (conversationId: string) => ["messages", conversationId],
  conversationsOf: (contactId: string) => ["conversations", "of", contactId],
  contact: (id: string) => ["contacts", id],
  trace: (turnId: string) => ["turns", turnId],
  phones: ["simulator"],
} as const;

/** Topics the live channel names, and with it the first word of the caches to be fetched again. */
export const topicKey = (topic: string) => [topic] as const;
