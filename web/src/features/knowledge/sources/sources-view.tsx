import { useQuery } from "@tanstack/react-query";
import { FileText, FileType, Globe, type LucideIcon, MessagesSquare, Table2, Upload } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { Loaded } from "../loaded";
import { sourcesQuery, type Source } from "../queries";
import { FoundBadges } from "./found-badges";
import { SourceProgress } from "./source-progress";
import { SourceReview } from "./source-review";

const ICONS: Record<Source["kind"], LucideIcon> = {
  text: FileText,
  markdown: FileText,
  html: FileType,
  pdf: FileType,
  docx: FileType,
  csv: Table2,
  chat: MessagesSquare,
  site: Globe,
};

type SourcesViewProps = { openId: string | undefined; onOpen: (id: string | undefined) => void; onAdd: () => void };

/** Where articles came from: what was read, and what a new reading would change. */
export function SourcesView({ openId, onOpen, onAdd }: SourcesViewProps) {
  if (openId) return <SourceReview key={openId} id={openId} onClose={() => onOpen(undefined)} />;
  return <SourceCards onOpen={onOpen} onAdd={onAdd} />;
}

function SourceCards({ onOpen, onAdd }: Pick<SourcesViewProps, "onOpen" | "onAdd">) {
  const { t } = useTranslation("knowledge");
  const sources = useQuery(sourcesQuery);
  return (
    <Loaded query={sources}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            icon={<Upload />}
            title={t("sources.empty.title")}
            hint={t("sources.empty.hint")}
            action={
              <Button variant="primary" onClick={onAdd}>
                {t("sources.add")}
              </Button>
            }
          />
        ) : (
          <ul aria-label={t("nav.fontes")} className="grid gap-3">
            {items.map((source) => (
              <li key={source.id}>
                <SourceCard source={source} onOpen={() => onOpen(source.id)} />
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function SourceCard({ source, onOpen }: { source: Source; onOpen: () => void }) {
  const { t } = useTranslation("knowledge");
  const { briefly } = useWhen();
  const Icon = ICONS[source.kind];
  return (
    <Card className="relative grid gap-3 p-4 hover:border-line-strong">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span aria-hidden className="grid size-10 shrink-0 place-items-center rounded-xl bg-sunken text-ink-2">
          <Icon className="size-5" />
        </span>
        <div className="min-w-0 flex-1 basis-48">
          <h2 className="font-medium">
            <button type="button" onClick={onOpen} className="text-left outline-offset-2 [overflow-wrap:anywhere] after:absolute after:inset-0 after:rounded-2xl">
              {source.name}
            </button>
          </h2>
          <p className="text-[12.5px] text-ink-3">
            {t(`sources.kind.${source.kind}`)} · {briefly(source.read_at ?? source.created_at)}
          </p>
        </div>
        {source.state === "ready" && <FoundBadges found={source.found} />}
      </div>
      <SourceProgress source={source} />
    </Card>
  );
}
