import { CircleHelp, ListChecks, MessageCircleReply, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { cn } from "@/shared/cn";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Markdown } from "@/shared/ui/markdown";
import { WhyView } from "./why-view";

type Findings = components["schemas"]["Findings"];
type Passage = components["schemas"]["Passage"];
type Decision = Findings["decision"];

const LOOKS: Record<Decision, { icon: LucideIcon; box: string }> = {
  answer: { icon: MessageCircleReply, box: "bg-ia-soft text-ia-text" },
  menu: { icon: ListChecks, box: "bg-ceu-soft text-ceu-text" },
  abstain: { icon: CircleHelp, box: "bg-ipe-soft text-ipe-text" },
};

type FindingsViewProps = { findings: Findings; onArticle: (id: string) => void; onTeach: (() => void) | undefined };

/** What the agent would do, how sure it is, and on which passages that rests. */
export function FindingsView({ findings, onArticle, onTeach }: FindingsViewProps) {
  const { t } = useTranslation("knowledge");
  const { icon: Icon, box } = LOOKS[findings.decision];
  return (
    <div className="mt-6 grid gap-4">
      <div className={cn("flex gap-3 rounded-xl p-4", box)}>
        <Icon className="mt-0.5 size-5 shrink-0" aria-hidden />
        <div>
          <p className="font-semibold">{t(`tester.decision.${findings.decision}`)}</p>
          <p className="text-[13.5px]">{t(`tester.decisionHint.${findings.decision}`)}</p>
        </div>
      </div>
      {findings.decision === "abstain" && onTeach && (
        <Button variant="primary" className="justify-self-start" onClick={onTeach}>
          {t("tester.teach")}
        </Button>
      )}
      <Gauge label={t("tester.confidence")} value={findings.confidence} />
      <WhyView why={findings.why} />
      <h3 className="text-[13px] font-medium text-ink-2">{t("tester.passages")}</h3>
      {findings.passages.length === 0 && <p className="text-ink-3">{t("tester.none")}</p>}
      <ol className="grid gap-3">
        {findings.passages.map((passage) => (
          <PassageCard key={passage.ref} passage={passage} onArticle={onArticle} />
        ))}
      </ol>
    </div>
  );
}

function PassageCard({ passage, onArticle }: { passage: Passage; onArticle: (id: string) => void }) {
  const { t } = useTranslation("knowledge");
  return (
    <li className="grid gap-2 rounded-xl border p-4">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{passage.title}</p>
          {passage.heading && passage.heading !== passage.title && <p className="text-[13px] text-ink-3">{passage.heading}</p>}
        </div>
        <Badge className="tabular-nums">{t("tester.score", { score: percent(passage.score) })}</Badge>
      </div>
      <div className="text-ink-2">
        <Markdown source={passage.text} under={4} />
      </div>
      <p className="flex flex-wrap items-center gap-1.5 text-[12.5px] text-ink-3">
        {t(passage.matched.length > 0 ? "tester.why" : "tester.whyNone")}
        {passage.matched.map((word) => (
          <Badge key={word} tone="ceu">
            {word}
          </Badge>
        ))}
      </p>
      <Button size="sm" className="justify-self-start" onClick={() => onArticle(passage.article_id)}>
        {t("tester.open")}
      </Button>
    </li>
  );
}

const percent = (share: number) => `${Math.round(share * 100)}%`;

function Gauge({ label, value }: { label: string; value: number }) {
  return (
    <div className="grid gap-1.5">
      <p className="flex justify-between text-[13px]">
        <span className="font-medium text-ink-2">{label}</span>
        <span className="tabular-nums">{percent(value)}</span>
      </p>
      <div aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
        <div className="h-full rounded-full bg-ia" style={{ width: percent(Math.min(1, value)) }} />
      </div>
    </div>
  );
}
