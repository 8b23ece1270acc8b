import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { articleKinds } from "@/api/articles";
import { Card } from "@/shared/ui/card";
import { Switch } from "@/shared/ui/switch";
import type { TabProps } from "./agents";

/** Which articles it may use, and whether it tells the contact where an answer comes from. */
export function KnowledgeTab({ draft, change }: TabProps) {
  const { t } = useTranslation("agent");
  const { kinds, cite } = draft.knowledge;
  const used = kinds.length === 0 ? [...articleKinds] : kinds;
  const toggle = (kind: string, on: boolean) => {
    const next = articleKinds.filter((one) => (one === kind ? on : used.includes(one)));
    if (next.length > 0) change({ knowledge: { cite, kinds: next.length === articleKinds.length ? [] : next } });
  };
  return (
    <>
      <p className="max-w-prose text-ink-2">
        {t("knowledge.lead")}{" "}
        <Link to="/conhecimento" className="text-ceu-text underline underline-offset-2">
          {t("knowledge.open")}
        </Link>
      </p>
      <Card className="grid gap-2 p-5">
        <fieldset className="grid gap-2.5">
          <legend className="mb-2 font-medium">{t("knowledge.kinds")}</legend>
          {articleKinds.map((kind) => (
            <label key={kind} className="flex items-center gap-2.5">
              <input
                type="checkbox"
                className="size-4 accent-mata"
                checked={used.includes(kind)}
                disabled={used.length === 1 && used.includes(kind)}
                onChange={(event) => toggle(kind, event.target.checked)}
              />
              {t(`knowledge.kind.${kind}`)}
            </label>
          ))}
        </fieldset>
      </Card>
      <Card className="flex items-start gap-4 p-5">
        <div className="min-w-0 flex-1">
          <h2 className="font-medium">{t("knowledge.cite")}</h2>
          <p className="mt-0.5 text-[13px] text-ink-2">{t("knowledge.citeHint")}</p>
        </div>
        <Switch aria-label={t("knowledge.cite")} checked={cite} onCheckedChange={(on) => change({ knowledge: { ...draft.knowledge, cite: on } })} />
      </Card>
    </>
  );
}
