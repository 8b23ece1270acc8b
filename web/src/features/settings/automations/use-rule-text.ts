import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { labelsQuery } from "@/api/labels";
import { queuesQuery } from "@/api/queues";
import type { Automation } from "./rule";

/** A rule in words. */
export function useRuleText() {
  const { t } = useTranslation("supervision");
  const labels = useQuery(labelsQuery).data?.items ?? [];
  const queues = useQuery(queuesQuery).data?.items ?? [];
  const labelName = (id: string) => labels.find((label) => label.id === id)?.name ?? "?";
  const queueName = (id: string) => queues.find((queue) => queue.id === id)?.name ?? "?";
  const action = (one: Automation["actions"][number]): string => {
    const words = t(`rules.do.${one.kind}`);
    const verb = words.charAt(0).toLowerCase() + words.slice(1);
    switch (one.kind) {
      case "priority":
        return `${verb} ${t(`rules.priority.${one.priority}`)}`;
      case "label":
      case "unlabel":
        return `${verb} ${labelName(one.label_id)}`;
      case "transfer":
        return `${verb} ${queueName(one.queue_id)}`;
      default:
        return verb;
    }
  };
  return {
    labels,
    queues,
    when: (rule: Automation) => (rule.trigger === "waiting" ? t("rules.waitingFor", { minutes: rule.minutes }) : t(`rules.trigger.${rule.trigger}`)),
    conditions: ({ conditions }: Automation) =>
      [
        conditions.words?.length && `“${conditions.words.join("”, “")}”`,
        conditions.hours && t(`rules.${conditions.hours}`),
        conditions.queue_ids?.length && `${t("rules.queueIs")} ${conditions.queue_ids.map(queueName).join(", ")}`,
        conditions.label_ids?.length && `${t("rules.labelIs")} ${conditions.label_ids.map(labelName).join(", ")}`,
        conditions.priorities?.length && `${t("rules.priorityIs")} ${conditions.priorities.map((one) => t(`rules.priority.${one}`)).join(", ")}`,
        conditions.vip && t("rules.vip"),
      ].filter((text): text is string => Boolean(text)),
    actions: (rule: Automation) => rule.actions.map(action),
  };
}
