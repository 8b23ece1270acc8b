import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { keys } from "@/api/keys";
import type { Thread } from "@/api/messages";
import type { Conversation, Message } from "@/api/types";
import { askAgainForOvertaken, upsertConversation, upsertMessages } from "./cache";

const say = (seq: number) => ({ id: `m${seq}`, conversation_id: "c", seq, status: "sent" }) as Message;
const key = keys.messages("c");

function answer(...messages: Message[]): Thread {
  return { items: messages, hasMore: false };
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 2000, interval: 5 }).toBe(true);
}

test("a message that arrives while the thread is being fetched is there in the end, and the fetch is not cut off", async () => {
  const client = new QueryClient();
  const stop = askAgainForOvertaken(client);
  const waiting: ((thread: Thread) => void)[] = [];
  const observed = client.getQueryCache().build(client, {
    queryKey: key,
    queryFn: () => new Promise<Thread>((resolve) => waiting.push(resolve)),
  });
  const first = observed.fetch();
  await until(() => waiting.length === 1);
  upsertMessages(client, [say(2)]);
  waiting[0]!(answer(say(1)));
  await first;
  expect(client.getQueryData<Thread>(key)?.items).toHaveLength(1);
  await until(() => observed.state.isInvalidated);
  stop();
});

test("what was not overtaken is not asked for again", async () => {
  const client = new QueryClient();
  const stop = askAgainForOvertaken(client);
  await client.query({ queryKey: key, queryFn: () => Promise.resolve(answer(say(1))) });
  await Promise.resolve();
  expect(client.getQueryState(key)?.isInvalidated).toBe(false);
  stop();
});

test("the view of an older owner does not undo the newer one", () => {
  const client = new QueryClient();
  const seen = (epoch: number, status: string) => ({ id: "c", epoch, status, contact: { id: "p" } }) as Conversation;
  upsertConversation(client, seen(2, "operator"));
  upsertConversation(client, seen(1, "bot"));
  expect(client.getQueryData<Conversation>(keys.conversation("c"))?.status).toBe("operator");
});
