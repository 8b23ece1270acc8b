import { useQueryClient } from "@tanstack/react-query";
import { Clock3, Paperclip, RotateCw, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { ApiError } from "@/api/errors";
import { useErrorText } from "@/api/use-error-text";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { RichText } from "@/shared/ui/rich-text";
import { discard, type Pending, retry } from "../outbox";
import { BubbleFrame } from "./bubble-frame";
import { QuoteBlock } from "./quote-block";

type PendingBubbleProps = { pending: Pending; first: boolean; contactName: string };

/** Something written here that is still on its way to the server, or did not get there. */
export function PendingBubble({ pending, first, contactName }: PendingBubbleProps) {
  const { t } = useTranslation("inbox");
  const { clock } = useWhen();
  const me = useMe();
  return (
    <BubbleFrame voice={pending.kind === "note" ? "note" : "people"} first={first} name={me.name}>
      {pending.quote && <QuoteBlock quote={pending.quote} contactName={contactName} className="mb-1.5" />}
      {pending.file && (
        <p className="flex items-center gap-1.5 font-medium">
          <Paperclip className="size-4 shrink-0" aria-hidden />
          <span className="truncate">{pending.file.filename ?? t("type.document")}</span>
        </p>
      )}
      {pending.extra?.location && <p>{t("type.location")}</p>}
      {pending.extra?.contacts && <p>{pending.extra.contacts.map((card) => card.name).join(", ")}</p>}
      {pending.text && <RichText text={pending.text} mentions={pending.kind === "note" ? [] : undefined} />}
      <div className="mt-0.5 flex items-center justify-end gap-1.5 text-[11px] text-ink-2 tabular-nums">
        <time dateTime={pending.at}>{clock(pending.at)}</time>
        {pending.failed === null && <Clock3 className="size-3.5" role="img" aria-label={t("ticks.sending")} />}
      </div>
      {pending.failed !== null && <NotSent pending={pending} code={pending.failed} />}
    </BubbleFrame>
  );
}

function NotSent({ pending, code }: { pending: Pending; code: string }) {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const errorText = useErrorText();
  return (
    <div role="alert" className="mt-1.5 border-t border-[color-mix(in_oklab,var(--urucum)_30%,transparent)] pt-1.5 text-[12.5px] text-urucum-text">
      <p className="flex items-center gap-1 font-medium">
        <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
        {t("notSent")}
      </p>
      <p>{errorText(new ApiError(0, code))}</p>
      <div className="mt-1 flex gap-1.5">
        <Button size="sm" onClick={() => retry(client, pending)}>
          <RotateCw aria-hidden />
          {t("retry")}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => discard(pending.client_id)}>
          {t("discard")}
        </Button>
      </div>
    </div>
  );
}
