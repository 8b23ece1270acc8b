import { useQuery } from "@tanstack/react-query";
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
  const { data: articles } = useQuery({
    queryKey: ["articles", "all"],
    queryFn: () => unwrap(api.GET("/api/v1/articles")),
  });
  const { data: users } = useQuery({
    queryKey: ["users"],
    queryFn: () => unwrap(api.GET("/api/v1/users")),
    enabled: admin,
  });
  const steps: Step[] = [
    { name: "talk", done: phone?.messages.some((message) => !message.mine) ?? false },
    { name: "teach", done: articles?.items.some((article) => article.version > 1) ?? false },
  ];
  if (!admin) return steps;
  return [
    ...steps,
    { name: "connect", done: channels?.items.some(({ connector, enabled }) => enabled && connector !== "simulator") ?? false },
    { name: "team", done: (users?.items.filter((user) => user.active).length ?? 0) > 1 },
  ];
}
