import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { DiffView } from "@/shared/diff/diff-view";
import { useContactName } from "@/shared/format/contact-name";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Badge, type Tone } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { HeldDecision } from "./held-decision";
import type { HeldMessage } from "./held-queries";

const TONES: Record<HeldMessage["state"], Tone> = {
  waiting: "ipe",
  approved: "mata",
  edited: "mata",
  rejected: "neutral",
  expired: "urucum",
  withdrawn: "neutral",
};

/** A message that waits for a word: what the contact said, what would be sent, and until when one may decide. */
export function HeldCard({ held }: { held: HeldMessage }) {
  const { t } = useTranslation("supervision");
  const { span, moment, briefly } = useWhen();
  const now = useNow();
  const contact = useContactName()({ name: held.contact_name });
  const mayDecide = useMay("supervisor");
  const waits = held.state === "waiting";
  const left = Date.parse(held.expires_at) - now;
  return (
    <Card className="grid gap-3 p-4">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="font-medium">
          <Link
            to="/conversas/$conversationId"
            params={{ conversationId: held.conversation_id }}
            className="text-ceu-text underline underline-offset-2"
          >
            {contact}
          </Link>
        </h2>
        <Badge tone="ia">{t(`held.kind.${held.kind}`)}</Badge>
        {!waits && <Badge tone={TONES[held.state]}>{t(`held.state.${held.state}`)}</Badge>}
        <span className="flex-1" />
        <time dateTime={held.held_at} title={moment(held.held_at)} className="text-[12.5px] text-ink-3">
          {waits ? (left > 0 ? t("held.left", { time: span(left) }) : t("held.overdue")) : briefly(held.held_at)}
        </time>
      </header>
      {held.said && (
        <figure className="rounded-lg bg-sunken p-3">
          <figcaption className="mb-1 text-[12px] text-ink-2">{t("held.said")}</figcaption>
          <p className="whitespace-pre-line [overflow-wrap:anywhere]">{held.said}</p>
        </figure>
      )}
      {held.final === null ? (
        <figure className="rounded-lg bg-ia-soft p-3 text-ia-text">
          <figcaption className="mb-1 text-[12px]">{t("held.text")}</figcaption>
          <p className="whitespace-pre-line [overflow-wrap:anywhere]">{held.text}</p>
        </figure>
      ) : (
        <figure className="overflow-hidden rounded-lg border">
          <figcaption className="px-4 pt-2 text-[12px] text-ink-2">{t("held.change")}</figcaption>
          <DiffView before={held.text} after={held.final} />
        </figure>
      )}
      {held.decided_at && (
        <p className="text-[12.5px] text-ink-3">
          {[held.decided_by, moment(held.decided_at), held.why].filter(Boolean).join(" · ")}
        </p>
      )}
      {waits && mayDecide && <HeldDecision held={held} />}
      {waits && !mayDecide && <p className="text-[13px] text-ink-3">{t("supervisors", { ns: "approvals" })}</p>}
    </Card>
  );
}
