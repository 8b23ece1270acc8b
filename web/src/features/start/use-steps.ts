import { useQuery } from "@tanstack/react-query";
import { articleQuery, articlesQuery } from "@/api/articles";
import { api, unwrap } from "@/api/client";
import { channelsQuery } from "@/api/channels";
import { phoneQuery } from "@/api/simulator";
import { sessionQuery } from "@/api/session";

export type StepName = "talk" | "teach" | "connect" | "team";

export type Step = { name: StepName; done: boolean };

/** The first steps, as far as they are really taken. Those of an admin are shown to admins only. */
export function useSteps(simulatorId: string | undefined, number: string): Step[] {
  const { data: session } = useQuery(sessionQuery);
  const admin = session?.user.role === "admin";
  const { data: phone } = useQuery({ ...phoneQuery(simulatorId ?? "", number), enabled: simulatorId !== undefined });
  const { data: channels } = useQuery(channelsQuery);
  const { data: articles } = useQuery(articlesQuery());
  const latest = articles?.items.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at))[0];
  const { data: taught } = useQuery({ ...articleQuery(latest?.id ?? ""), enabled: latest !== undefined });
  const { data: users } = useQuery({
    queryKey: ["users"],
    queryFn: () => unwrap(api.GET("/api/v1/users")),
    enabled: admin,
  });
  // The articles a demonstration brings were written by nobody of the team.
  const people = [...(users?.items ?? []), ...(session ? [session.user] : [])].map((user) => user.name);
  const steps: Step[] = [
    { name: "talk", done: phone?.messages.some((message) => !message.mine) ?? false },
    { name: "teach", done: taught?.versions.some(({ author }) => people.includes(author)) ?? false },
  ];
  if (!admin) return steps;
  return [
    ...steps,
    { name: "connect", done: channels?.items.some(({ connector, enabled }) => enabled && connector !== "simulator") ?? false },
    { name: "team", done: (users?.items.filter((user) => user.active).length ?? 0) > 1 },
  ];
}
