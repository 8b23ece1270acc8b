import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { errorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";

type Plan = components["schemas"]["SurveyPlan"];

const kinds: readonly Plan["kind"][] = ["none", "csat", "nps"];
/** From which score downwards somebody follows up, when a question is chosen. */
const LOW: Record<Plan["kind"], number> = { none: 2, csat: 2, nps: 6 };

const planQuery = queryOptions({
  queryKey: ["surveys", "plan"],
  queryFn: () => unwrap(api.GET("/api/v1/surveys/plan")),
});

/** What contacts are asked after a resolution. */
export function SurveysSection() {
  const { t } = useTranslation("supervision");
  const plan = useQuery(planQuery);
  return (
    <SectionFrame title={t("survey.title")} lead={t("survey.lead")}>
      <Loaded query={plan}>{(kept) => <PlanForm kept={kept} />}</Loaded>
    </SectionFrame>
  );
}

function PlanForm({ kept }: { kept: Plan }) {
  const { t } = useTranslation("supervision");
  const client = useQueryClient();
  const [plan, setPlan] = useState(kept);
  const set = (change: Partial<Plan>) => setPlan({ ...plan, ...change });
  const save = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/surveys/plan", { body: plan })),
    onSuccess: (after) => {
      client.setQueryData(planQuery.queryKey, after);
      toast.done(t("survey.saved"));
    },
    onError: (error) => toast.failed(errorText(error)),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Card className="p-5">
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t("survey.kind")} hint={t("survey.formulas")}>
          {(control) => (
            <Select
              {...control}
              value={plan.kind}
              onChange={(event) => {
                const kind = event.target.value as Plan["kind"];
                set({ kind, low: LOW[kind] });
              }}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`survey.kinds.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {plan.kind !== "none" && (
          <>
            <Field label={t("survey.question")} hint={t("survey.questionHint")}>
              {(control) => <Textarea {...control} maxLength={600} value={plan.question} onChange={(event) => set({ question: event.target.value })} />}
            </Field>
            <Field label={t("survey.thanks")} hint={t("survey.thanksHint")}>
              {(control) => <Input {...control} maxLength={600} value={plan.thanks} onChange={(event) => set({ thanks: event.target.value })} />}
            </Field>
            <Field label={t("survey.low")}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  required
                  min={0}
                  max={plan.kind === "csat" ? 5 : 10}
                  value={plan.low}
                  onChange={(event) => set({ low: event.target.valueAsNumber || 0 })}
                  className="w-28"
                />
              )}
            </Field>
            <label className="flex items-center gap-2.5">
              <Switch checked={plan.people_only} onCheckedChange={(people_only) => set({ people_only })} />
              {t("survey.peopleOnly")}
            </label>
          </>
        )}
        <Button type="submit" variant="primary" disabled={save.isPending} className="justify-self-start">
          {t("survey.save")}
        </Button>
      </form>
    </Card>
  );
}
