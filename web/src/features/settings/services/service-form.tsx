import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Stethoscope } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { topicKey } from "@/api/keys";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { StepList } from "../channels/step-list";
import { useFieldErrors } from "../channels/use-field-errors";
import { fieldsFor, settingsOf, valuesOf } from "../schema-form/fields";
import { SchemaFields } from "../schema-form/schema-fields";
import { textAt } from "../schema-form/use-field-texts";
import { attempt, choose, type Choice, type Offer, type Purpose, type ServiceLine } from "./services";

type ServiceFormProps = { purpose: Purpose; offers: Offer[]; line: ServiceLine | null };

/** Which service, and its settings. It can be tried before it is saved. */
export function ServiceForm({ purpose, offers, line }: ServiceFormProps) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const { chosen, fields, stored, values, choice, pick, fill } = useDraft(purpose, offers, line);
  const save = useSave(purpose, () => fill(valuesOf(fields, stored)));
  const trial = useMutation({ meta: { quiet: true }, mutationFn: (tried: Choice) => attempt(purpose, tried) });
  const error = save.error ?? trial.error;
  const errors = useFieldErrors(chosen, error);
  const changed = () => {
    trial.reset();
    save.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(choice);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label={t("services.service")} hint={textAt(`connectors.${chosen}.hint`)}>
        {(control) => (
          <Select
            {...control}
            value={chosen}
            onChange={(event) => {
              pick(event.target.value);
              changed();
            }}
          >
            <option value="">{t("services.nobody")}</option>
            {offers.map(({ name, label }) => (
              <option key={name} value={name}>
                {textAt(`connectors.${name}.label`) ?? label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {fields.length > 0 && (
        <SchemaFields
          connector={chosen}
          fields={fields}
          values={values}
          onChange={(next) => {
            fill(next);
            changed();
          }}
          errors={errors}
          stored={stored}
        />
      )}
      <StepList steps={trial.data} />
      {error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {errorText(error)}
        </p>
      )}
      {choice && (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" disabled={save.isPending}>
            {t("services.save")}
          </Button>
          <Button disabled={trial.isPending || save.isPending} onClick={(event) => event.currentTarget.form?.reportValidity() && trial.mutate(choice)}>
            <Stethoscope aria-hidden />
            {t(trial.isPending ? "channels.checking" : "services.try")}
          </Button>
        </div>
      )}
      {!choice && line && (
        <Button type="submit" variant="danger" className="justify-self-start" disabled={save.isPending}>
          {t("services.giveUp")}
        </Button>
      )}
    </form>
  );
}

/** What is chosen and typed, and what of it would be sent. */
function useDraft(purpose: Purpose, offers: Offer[], line: ServiceLine | null) {
  const storedFor = (name: string) => (name === line?.connector ? line.settings : null);
  const fieldsOfOffer = (name: string) => fieldsFor(purpose, offers.find((offer) => offer.name === name)?.settings_schema ?? {});
  const [chosen, setChosen] = useState(line?.connector ?? "");
  const [values, fill] = useState(() => valuesOf(fieldsOfOffer(chosen), storedFor(chosen)));
  const fields = fieldsOfOffer(chosen);
  const choice: Choice | null = chosen ? { connector: chosen, settings: settingsOf(fields, values) } : null;
  const pick = (name: string) => {
    setChosen(name);
    fill(valuesOf(fieldsOfOffer(name), storedFor(name)));
  };
  return { chosen, fields, stored: storedFor(chosen), values, choice, pick, fill };
}

function useSave(purpose: Purpose, onSaved: () => void) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (choice: Choice | null) => choose(purpose, choice),
    onSuccess: async () => {
      // The form begins anew with what is kept: said only then, or a test begun in between would be lost.
      await client.invalidateQueries({ queryKey: topicKey("services") });
      onSaved();
      toast.done(t("saved"));
    },
  });
}
