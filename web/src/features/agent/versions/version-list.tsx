import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import type { Agent, AgentVersion } from "../agents";
import { usePublish } from "../use-publish";

type VersionListProps = { agent: Agent; chosen: number; onChoose: (version: number) => void };

export function VersionList({ agent, chosen, onChoose }: VersionListProps) {
  const { t } = useTranslation("agent");
  return (
    <Card className="overflow-hidden">
      <h2 className="px-4 pt-3 pb-2 text-[13px] font-medium text-ink-2">{t("versions.list")}</h2>
      <ol className="scroll-thin max-h-[460px] divide-y overflow-y-auto border-t">
        {agent.versions.map((version) => (
          <VersionRow key={version.version} agent={agent} version={version} chosen={version.version === chosen} onChoose={onChoose} />
        ))}
      </ol>
    </Card>
  );
}

type VersionRowProps = { agent: Agent; version: AgentVersion; chosen: boolean; onChoose: (version: number) => void };

function VersionRow({ agent, version: { version, at, author, published }, chosen, onChoose }: VersionRowProps) {
  const { t } = useTranslation("agent");
  const { moment } = useWhen();
  const mayEdit = useMay("supervisor");
  const publish = usePublish(agent);
  const [asking, setAsking] = useState(false);
  const older = version < agent.published_version;
  return (
    <li className={cn("grid gap-2 px-4 py-3", chosen && "bg-mata-soft")}>
      <button type="button" aria-current={chosen || undefined} onClick={() => onChoose(version)} className="text-left">
        <span className="flex items-center gap-2 font-medium tabular-nums">
          {t("version", { version })}
          {published && <Badge tone="mata">{t("published")}</Badge>}
        </span>
        <span className={cn("text-[12.5px] text-ink-3", chosen && "text-ink-2")}>{t("by", { author, at: moment(at) })}</span>
      </button>
      {!published && mayEdit && (
        <Button size="sm" className="justify-self-start" onClick={() => setAsking(true)} disabled={publish.isPending}>
          {t(older ? "rollback" : "publish")}
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("publishTitle", { version })}
        description={t("publishHint")}
        action={t("publish")}
        onConfirm={() => publish.mutate(version)}
      />
    </li>
  );
}
