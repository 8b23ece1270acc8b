import { Link } from "@tanstack/react-router";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ChannelLine } from "@/api/types";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";

type Notice = ChannelLine["notices"][number];

const GRAVE = new Set<Notice["code"]>(["stopped", "pairing", "session_failed", "logged_out", "resting"]);
const CALM = new Set<Notice["code"]>(["first_contact_off", "not_tried"]);

/** Where the next step of a notice is taken. */
const STEP: Partial<Record<Notice["code"], "conta" | "conexao" | "regras">> = {
  not_tried: "conta",
  stopped: "conta",
  pairing: "conexao",
  session_failed: "conexao",
  logged_out: "conexao",
  silent: "conexao",
  daily_cap: "regras",
  first_contact_off: "regras",
};

/** What somebody should know about a channel, why it matters and what to do. */
export function NoticeList({ channel }: { channel: ChannelLine }) {
  const { t } = useTranslation("settings");
  if (channel.notices.length === 0) return null;
  return (
    <ul aria-label={t("channels.notices", { name: channel.name })} className="grid gap-2">
      {channel.notices.map((notice) => (
        <NoticeLine key={notice.code} channel={channel} notice={notice} />
      ))}
    </ul>
  );
}

function NoticeLine({ channel, notice: { code, detail, since } }: { channel: ChannelLine; notice: Notice }) {
  const { t } = useTranslation("settings");
  const { briefly } = useWhen();
  const grave = GRAVE.has(code);
  const calm = CALM.has(code);
  const Icon = grave ? TriangleAlert : calm ? Info : CircleAlert;
  const step = STEP[code];
  const told = code === "not_tried" && detail ? "not_passed" : code;
  return (
    <li
      className={cn(
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-xl px-3 py-2.5 text-[13px]",
        grave ? "bg-urucum-soft text-urucum-text" : calm ? "bg-ceu-soft text-ceu-text" : "bg-ipe-soft text-ipe-text",
      )}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">
          {t(`notices.${told}.title`)} <span className="font-normal whitespace-nowrap">· {t("channels.since", { at: briefly(since) })}</span>
        </p>
        <p>{t(`notices.${told}.hint`)}</p>
        {detail && code !== "queue_waiting" && <p className="mt-0.5 font-mono text-[12px] [overflow-wrap:anywhere]">{detail}</p>}
      </div>
      {step && (
        <Button asChild size="sm">
          <Link to="/ajustes/canais/$channelId/ligar" params={{ channelId: channel.id }} search={{ passo: step }}>
            {t(`notices.action.${step}`)}
          </Link>
        </Button>
      )}
    </li>
  );
}
