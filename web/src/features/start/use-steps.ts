import { useQueries, useQuery } from "@tanstack/react-query";
import { articleQuery, articlesQuery } from "@/api/articles";
import { channelQuery, channelsQuery } from "@/api/channels";
import { useMay, useMe } from "@/api/me";
import { phoneQuery } from "@/api/simulator";
import { usersQuery } from "@/api/users";

export type StepName = "talk" | "teach" | "connect" | "team";

export type Step = { name: StepName; done: boolean };

/** The first steps, as far as they are really taken: what the demonstration brought does not count. */
export function useSteps(simulatorId: string | undefined, number: string): Step[] {
  const admin = useMay("admin");
  const talked = useTalked(simulatorId, number);
  const taught = useTaught();
  const connected = useConnected(admin);
  const together = useTogether(admin);
  const steps: Step[] = [
    { name: "talk", done: talked },
    { name: "teach", done: taught },
  ];
  if (!admin) return steps;
  return [...steps, { name: "connect", done: connected }, { name: "team", done: together }];
}

function useTalked(simulatorId: string | undefined, number: string): boolean {
  const { data } = useQuery({ ...phoneQuery(simulatorId ?? "", number), enabled: simulatorId !== undefined });
  return data?.messages.some((message) => !message.mine) ?? false;
}

/** Somebody of the team, or whoever is signed in, wrote the article that changed last. */
function useTaught(): boolean {
  const me = useMe();
  const { data: users } = useQuery({ ...usersQuery, enabled: useMay("supervisor") });
  const { data: articles } = useQuery(articlesQuery());
  const latest = articles?.items.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at))[0];
  const { data: article } = useQuery({ ...articleQuery(latest?.id ?? ""), enabled: latest !== undefined });
  const people = [me, ...(users?.items ?? [])].map((user) => user.name);
  return article?.versions.some(({ author }) => people.includes(author)) ?? false;
}

/** A provider's line, or a web chat that some site may show. */
function useConnected(enabled: boolean): boolean {
  const { data } = useQuery(channelsQuery);
  const open = data?.items.filter((channel) => channel.enabled) ?? [];
  const chats = useQueries({
    queries: open.filter(({ connector }) => connector === "webchat").map(({ id }) => ({ ...channelQuery(id), enabled })),
  });
  const shown = chats.some(({ data: chat }) => Array.isArray(chat?.settings.allowed_origins) && chat.settings.allowed_origins.length > 0);
  return shown || open.some(({ connector }) => connector !== "simulator" && connector !== "webchat");
}

/** Another person than oneself; addresses that cannot exist are the demonstration's. */
function useTogether(enabled: boolean): boolean {
  const me = useMe();
  const { data } = useQuery({ ...usersQuery, enabled });
  return data?.items.some((user) => user.active && user.id !== me.id && !user.email.endsWith(".example")) ?? false;
}
