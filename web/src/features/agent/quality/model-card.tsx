import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useWhen } from "@/shared/format/use-when";
import { useTraceWords } from "@/shared/trace/use-trace-words";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";

type Facts = components["schemas"]["ModelFacts"];

/** The local model that reads every message: what it was made of and how it does on the frozen examples. */
export function ModelCard({ model }: { model: Facts }) {
  const { t, i18n } = useTranslation("quality");
  const { moment } = useWhen();
  const { fact } = useTraceWords();
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 });
  const heads = Object.entries(model.golden);
  return (
    <Card aria-label={t("model.title")} className="grid gap-3 p-5">
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="font-medium">{t("model.title")}</h2>
        {model.waiting > 0 && <Badge tone="ipe">{t("model.waiting", { count: model.waiting })}</Badge>}
        {model.candidate && <Badge tone="urucum">{t("model.candidate")}</Badge>}
      </header>
      <p className="text-[13px] text-ink-2">
        {model.trained_at
          ? t("model.facts", { revision: model.revision, examples: model.examples, corrections: model.corrections, at: moment(model.trained_at) })
          : t("model.untrained")}
      </p>
      {heads.length > 0 && (
        <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
          {heads.map(([head, figure]) => (
            <div key={head}>
              <dt className="text-[12.5px] text-ink-3">{fact(head)}</dt>
              <dd className="text-[15px] font-medium tabular-nums">{figure.of === 0 ? t("none") : percent.format(figure.right / figure.of)}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="text-[12.5px] text-ink-3">{t("model.golden")}</p>
    </Card>
  );
}
