import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { queuesQuery } from "@/api/queues";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { EditDialog } from "../edit-dialog";
import { useSave } from "../use-save";
import { StepEditor } from "./step-editor";
import { stepOf, type Macro, type Step } from "./steps";

const MOST = 10;

/** A macro to make or change; `macro` null: a new one. */
export function MacroDialog({ macro, onClose }: { macro: Macro | null; onClose: () => void }) {
  const { t } = useTranslation("organise");
  const queues = useQuery(queuesQuery);
  const [name, setName] = useState(macro?.name ?? "");
  const [queueId, setQueueId] = useState(macro?.queue_id ?? "");
  const [steps, setSteps] = useState<Step[]>(macro?.steps ?? [stepOf("reply")]);
  const body = { name: name.trim(), queue_id: queueId || null, steps };
  const save = useSave(
    "macros",
    () =>
      unwrap(
        macro
          ? api.PUT("/api/v1/macros/{macro_id}", { params: { path: { macro_id: macro.id } }, body })
          : api.POST("/api/v1/macros", { body }),
      ),
    onClose,
  );
  const put = (at: number, step: Step) => setSteps((all) => all.map((each, number) => (number === at ? step : each)));
  const drop = (at: number) => setSteps((all) => all.filter((_, number) => number !== at));
  const raise = (at: number) => setSteps((all) => [...all.slice(0, at - 1), all[at]!, all[at - 1]!, ...all.slice(at + 1)]);
  return (
    <EditDialog title={t(macro ? "macros.edit" : "macros.new")} onClose={onClose} onSave={() => save.mutate()} saving={save.isPending} error={save.error}>
      <Field label={t("name")}>
        {(control) => <Input {...control} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t("queue")}>
        {(control) => (
          <Select {...control} value={queueId} onChange={(event) => setQueueId(event.target.value)}>
            <option value="">{t("everybody")}</option>
            {queues.data?.items.map((queue) => (
              <option key={queue.id} value={queue.id}>
                {queue.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <ol aria-label={t("macros.steps")} className="grid gap-3">
        {steps.map((step, at) => (
          <li key={at}>
            <StepEditor
              step={step}
              number={at + 1}
              onChange={(next) => put(at, next)}
              onRemove={steps.length > 1 ? () => drop(at) : undefined}
              onRaise={at > 0 ? () => raise(at) : undefined}
            />
          </li>
        ))}
      </ol>
      {steps.length < MOST && (
        <Button className="justify-self-start" onClick={() => setSteps((all) => [...all, stepOf("label")])}>
          <Plus aria-hidden />
          {t("macros.addStep")}
        </Button>
      )}
    </EditDialog>
  );
}
