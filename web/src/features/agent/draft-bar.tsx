import { GitCompareArrows } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { compare, draftOf, saved, type Agent } from "./agents";
import { DifferenceList } from "./difference-list";
import type { DraftState } from "./use-draft";

/** What was changed and not saved, wherever in the tabs it was. */
export function DraftBar({ agent, state }: { agent: Agent; state: DraftState }) {
  const { t } = useTranslation("agent");
  const text = useErrorText();
  const [comparing, setComparing] = useState(false);
  const live = agent.versions.find((version) => version.published) ?? state.base;
  const differences = compare(draftOf(live), saved(state.draft));
  return (
    <section aria-label={t("draft.label")} className="flex flex-wrap items-center gap-2 border-t bg-ipe-soft px-4 py-2.5 md:px-8">
      <p role="status" className="min-w-0 flex-1 basis-52 text-[13px] font-medium text-ipe-text">
        {t("draft.count", { count: differences.length, version: live.version })}
      </p>
      {state.error && (
        <p role="alert" className="basis-full text-[13px] text-urucum-text">
          {text(state.error)}
        </p>
      )}
      <Button size="sm" onClick={() => setComparing(true)}>
        <GitCompareArrows aria-hidden />
        {t("draft.compare")}
      </Button>
      <Button size="sm" onClick={state.discard}>
        {t("draft.discard")}
      </Button>
      <Button size="sm" disabled={state.saving} onClick={state.keep}>
        {t("save")}
      </Button>
      <Button size="sm" variant="primary" disabled={state.saving} onClick={state.keepAndPublish}>
        {t("savePublish")}
      </Button>
      <Dialog open={comparing} onOpenChange={setComparing} title={t("changes", { version: live.version })} className="max-w-3xl">
        <DifferenceList items={differences} />
      </Dialog>
    </section>
  );
}
