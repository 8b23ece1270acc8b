import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { colleaguesQuery } from "@/api/colleagues";
import { labelsQuery } from "@/api/labels";
import { queuesQuery } from "@/api/queues";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Textarea } from "@/shared/ui/textarea";
import { VARIABLES } from "../canned/variables";
import type { Step } from "./steps";

type Of<K extends Step["kind"]> = Extract<Step, { kind: K }>;
type DetailsProps<S extends Step> = { step: S; onChange: (step: Step) => void };

const PRIORITIES = ["low", "medium", "high", "critical"] as const;
const SPANS = [60, 240, 1440, 10080] as const;

/** What one kind of step has to know. */
export function StepDetails({ step, onChange }: DetailsProps<Step>) {
  switch (step.kind) {
    case "reply":
    case "note":
      return <TextDetails step={step} onChange={onChange} />;
    case "label":
    case "unlabel":
      return <LabelDetails step={step} onChange={onChange} />;
    case "priority":
      return <PriorityDetails step={step} onChange={onChange} />;
    case "assign":
      return <PersonDetails step={step} onChange={onChange} />;
    case "transfer":
      return <QueueDetails step={step} onChange={onChange} />;
    case "snooze":
      return <SpanDetails step={step} onChange={onChange} />;
    case "resolve":
      return <ReasonDetails step={step} onChange={onChange} />;
    default:
      return null;
  }
}

function TextDetails({ step, onChange }: DetailsProps<Of<"reply"> | Of<"note">>) {
  const { t } = useTranslation("organise");
  return (
    <Field label={t("macros.text")} hint={t("variables", { names: VARIABLES })}>
      {(control) => (
        <Textarea {...control} required maxLength={4096} value={step.text} onChange={(event) => onChange({ ...step, text: event.target.value })} className="min-h-24" />
      )}
    </Field>
  );
}

type ChoiceProps = { label: string; value: string; options: { value: string; label: string }[]; onChange: (value: string) => void };

/** One of several; nothing is chosen at first. */
function Choice({ label, value, options, onChange }: ChoiceProps) {
  const { t } = useTranslation("organise");
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} required value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="" disabled>
            {t("choose")}
          </option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

const named = (items: { id: string; name: string }[] | undefined) => (items ?? []).map(({ id, name }) => ({ value: id, label: name }));

function LabelDetails({ step, onChange }: DetailsProps<Of<"label"> | Of<"unlabel">>) {
  const { t } = useTranslation("organise");
  const labels = useQuery(labelsQuery);
  return <Choice label={t("macros.label")} value={step.label_id} options={named(labels.data?.items)} onChange={(label_id) => onChange({ ...step, label_id })} />;
}

function PriorityDetails({ step, onChange }: DetailsProps<Of<"priority">>) {
  const { t } = useTranslation("organise");
  const options = PRIORITIES.map((value) => ({ value, label: t(`macros.priority.${value}`) }));
  const choose = (value: string) => onChange({ ...step, priority: value as (typeof PRIORITIES)[number] });
  return <Choice label={t("macros.priorityField")} value={step.priority} options={options} onChange={choose} />;
}

const ME = "me";

function PersonDetails({ step, onChange }: DetailsProps<Of<"assign">>) {
  const { t } = useTranslation("organise");
  const colleagues = useQuery(colleaguesQuery);
  const options = [{ value: ME, label: t("macros.me") }, ...named(colleagues.data)];
  const choose = (value: string) => onChange({ ...step, operator_id: value === ME ? null : value });
  return <Choice label={t("macros.person")} value={step.operator_id ?? ME} options={options} onChange={choose} />;
}

function QueueDetails({ step, onChange }: DetailsProps<Of<"transfer">>) {
  const { t } = useTranslation("organise");
  const queues = useQuery(queuesQuery);
  return (
    <>
      <Choice label={t("queue")} value={step.queue_id} options={named(queues.data?.items)} onChange={(queue_id) => onChange({ ...step, queue_id })} />
      <Field label={t("macros.note")}>
        {(control) => <Input {...control} maxLength={4000} value={step.note ?? ""} onChange={(event) => onChange({ ...step, note: event.target.value })} />}
      </Field>
    </>
  );
}

function SpanDetails({ step, onChange }: DetailsProps<Of<"snooze">>) {
  const { t } = useTranslation("organise");
  const reply = { value: "reply", label: t("macros.untilReply") };
  const options = [reply, ...SPANS.map((minutes) => ({ value: String(minutes), label: t(`macros.span.${minutes}`) }))];
  const choose = (value: string) => onChange({ ...step, until: null, minutes: value === reply.value ? null : Number(value) });
  return <Choice label={t("macros.spanField")} value={step.minutes ? String(step.minutes) : reply.value} options={options} onChange={choose} />;
}

function ReasonDetails({ step, onChange }: DetailsProps<Of<"resolve">>) {
  const { t } = useTranslation("organise");
  return (
    <Field label={t("macros.reason")}>
      {(control) => <Input {...control} maxLength={120} value={step.reason ?? ""} onChange={(event) => onChange({ ...step, reason: event.target.value || null })} />}
    </Field>
  );
}
