import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight, Lightbulb, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { Conversation } from "@/api/types";
import { useTraceWords } from "@/shared/trace/use-trace-words";
import { Badge, type Tone } from "@/shared/ui/badge";
import { SlaBadge } from "../list/sla-badge";
import { useWords } from "../words";
import { ScoreTerms } from "./score-terms";
import { Section } from "./section";

type Packet = components["schemas"]["Packet"];

type PacketSectionProps = { conversation: Conversation; onJump: (messageId: string) => void };

/** What the agent leaves behind for whoever goes on: nothing has to be asked again. */
export function PacketSection({ conversation, onJump }: PacketSectionProps) {
  const { t } = useTranslation("desk");
  const { data } = useQuery({
    queryKey: ["conversations", "packet", conversation.id, conversation.epoch, conversation.last_message_at],
    queryFn: () => unwrap(api.GET("/api/v1/conversations/{conversation_id}/packet", { params: { path: { conversation_id: conversation.id } } })),
    placeholderData: (previous) => previous,
  });
  if (!data) return null;
  return (
    <Section title={t("packet.title")} extra={data.protocol && t("packet.protocol", { protocol: data.protocol })}>
      <div className="grid gap-3 text-[13px]">
        <p className="flex gap-2 rounded-xl bg-ipe-soft px-3 py-2 text-ipe-text">
          <Lightbulb className="mt-0.5 size-4 shrink-0" aria-hidden />
          <span>
            <b className="font-semibold">{t("packet.next")}</b> {t(`packet.steps.${data.next_step as "answer"}`)}
          </span>
        </p>
        <Summary packet={data} onJump={onJump} />
        <Read packet={data} />
        <Tried packet={data} onJump={onJump} />
        <Standing packet={data} conversation={conversation} />
      </div>
    </Section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h4 className="mb-1 text-[12px] text-ink-3">{title}</h4>
      {children}
    </div>
  );
}

function Summary({ packet: { summary }, onJump }: { packet: Packet; onJump: (messageId: string) => void }) {
  const { t } = useTranslation("desk");
  if (summary.length === 0) return null;
  return (
    <Part title={t("packet.summary")}>
      <ul className="grid gap-1">
        {summary.map(({ text, message_ids: [first] }, index) => (
          <li key={index}>
            {first ? (
              <button type="button" className="flex min-h-6 w-full gap-1.5 text-left hover:text-ceu-text" title={t("packet.jump")} onClick={() => onJump(first)}>
                <span className="line-clamp-3 min-w-0 flex-1">{text}</span>
                <ArrowUpRight className="mt-0.5 size-3.5 shrink-0 text-ceu-text" aria-label={t("packet.jump")} role="img" />
              </button>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

const tones: Record<string, Tone> = { negativo: "urucum", positivo: "mata", critica: "urucum", alta: "urucum" };

function Read({ packet: { read, entities } }: { packet: Packet }) {
  const { t } = useTranslation("desk");
  const { fact, label } = useTraceWords();
  if (read.length + entities.length === 0) return null;
  return (
    <Part title={t("packet.read")}>
      <ul className="flex flex-wrap gap-1.5">
        {read.map(({ head, value, certain }) => (
          <li key={head}>
            <Badge tone={certain ? (tones[value] ?? "neutral") : "neutral"} className={certain ? "" : "opacity-80"}>
              {fact(head)}: {label(value)}
              {!certain && ` (${t("packet.unsure")})`}
            </Badge>
          </li>
        ))}
        {entities.map(({ type, text }) => (
          <li key={type + text}>
            <Badge tone="ceu">
              {fact(type)}: {text}
            </Badge>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Tried({ packet: { tried }, onJump }: { packet: Packet; onJump: (messageId: string) => void }) {
  const { t } = useTranslation("desk");
  const { decision: kind, tool } = useTraceWords();
  if (tried.length === 0) return null;
  return (
    <Part title={t("packet.tried")}>
      <ol className="grid gap-1.5">
        {tried.map(({ turn_id, message_id, said, decision, tools, failed, sources }) => (
          <li key={turn_id} className="border-l-2 border-ia-soft pl-2">
            <button type="button" disabled={!message_id} className="line-clamp-1 min-h-6 text-left text-ink-3 italic enabled:hover:text-ceu-text" onClick={() => message_id && onJump(message_id)}>
              {said}
            </button>
            <p>{[decision && kind(decision), ...tools.map(tool), ...sources].filter(Boolean).join(" · ")}</p>
            {failed.length > 0 && (
              <p className="flex items-center gap-1 text-urucum-text">
                <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
                {t("packet.failed", { tools: failed.map(tool).join(", ") })}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Standing({ packet: { contact, waiting, promise, reason }, conversation }: { packet: Packet; conversation: Conversation }) {
  const { t } = useTranslation("desk");
  const words = useWords();
  const why = words.reason(reason);
  return (
    <Part title={t("packet.standing")}>
      <ul className="grid gap-1">
        {why && <li>{t("packet.reason", { reason: why })}</li>}
        {waiting && <li>{waiting.minutes === null ? t("packet.position", { position: waiting.position }) : t("packet.positionMinutes", waiting)}</li>}
        <li>
          {t("packet.settled", { count: contact.settled })}
          {contact.owner && ` · ${t("packet.owner", { name: contact.owner })}`}
        </li>
        {promise && (
          <li className="flex items-center gap-2">
            {t(`packet.promise.${promise.metric}`)} <SlaBadge sla={promise} />
          </li>
        )}
      </ul>
      {conversation.score && <ScoreTerms conversation={conversation} score={conversation.score} />}
    </Part>
  );
}
