import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, ArrowUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import type { Template } from "@/api/templates";
import type { Conversation } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { upsertMessages } from "@/realtime/cache";
import { fill, variablesIn } from "@/shared/templates/fill";
import { useTheme } from "@/shared/theme";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { WhatsAppPreview } from "@/shared/ui/whatsapp-preview";

type TemplateFormProps = { template: Template; conversation: Conversation; contactName: string; onBack: () => void; onSent: () => void };

/** The first variable of nearly every template is whom it speaks to. */
function initial(template: Template, { contact }: Conversation): string[] {
  const [firstName = ""] = contact.name.split(" ");
  return variablesIn(template.body).map((_, index) => (index === 0 ? firstName : ""));
}

/** Its variables, and how it will look with them. */
export function TemplateForm({ template, conversation, contactName, onBack, onSent }: TemplateFormProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const { theme } = useTheme();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [id] = useState(() => crypto.randomUUID());
  const [values, setValues] = useState(() => initial(template, conversation));
  const [header, setHeader] = useState("");
  const [links, setLinks] = useState<Record<string, string>>({});
  const inHeader = variablesIn(template.header).length > 0;
  const inButtons = template.buttons.flatMap((button, index) => (button.kind === "url" && variablesIn(button.value).length > 0 ? [{ button, index }] : []));
  const ready = values.every((value) => value.trim()) && (!inHeader || header.trim()) && inButtons.every(({ index }) => links[index]?.trim());
  const send = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/templates/{template_id}/send", {
          params: { path: { template_id: template.id } },
          body: {
            conversation_id: conversation.id,
            client_id: id,
            variables: values.map((value) => value.trim()),
            ...(inHeader && { header_variable: header.trim() }),
            ...(inButtons.length > 0 && { button_variables: links }),
          },
        }),
      ),
    onSuccess: (message) => {
      upsertMessages(client, [message]);
      void client.invalidateQueries({ queryKey: keys.conversation(conversation.id) });
      onSent();
    },
  });
  return (
    <div role="group" aria-label={template.name} className="grid gap-3 p-3">
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="grid content-start gap-3">
          {inHeader && (
            <Field label={t("template.header")}>{(control) => <Input {...control} value={header} onChange={(event) => setHeader(event.target.value)} />}</Field>
          )}
          {values.map((value, index) => (
            <Field key={index} label={t("template.variable", { number: index + 1 })} hint={template.examples[index] && t("template.example", { example: template.examples[index] })}>
              {(control) => (
                <Input {...control} value={value} onChange={(event) => setValues(values.map((one, at) => (at === index ? event.target.value : one)))} />
              )}
            </Field>
          ))}
          {inButtons.map(({ button, index }) => (
            <Field key={index} label={t("template.link", { title: button.title })} hint={button.value}>
              {(control) => <Input {...control} value={links[index] ?? ""} onChange={(event) => setLinks({ ...links, [index]: event.target.value })} />}
            </Field>
          ))}
          {values.length === 0 && !inHeader && inButtons.length === 0 && <p className="text-[13px] text-ink-2">{t("template.noVariables")}</p>}
        </div>
        <WhatsAppPreview
          label={t("template.previewFor", { name: contactName })}
          header={fill(template.header, [header])}
          body={fill(template.body, values)}
          footer={template.footer}
          buttons={template.buttons}
          dark={theme === "dark"}
        />
      </div>
      {send.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {errorText(send.error)}
        </p>
      )}
      <div className="flex justify-between gap-2">
        <Button size="sm" variant="ghost" onClick={onBack}>
          <ArrowLeft aria-hidden />
          {t("template.back")}
        </Button>
        <Button size="sm" variant="primary" disabled={!ready || send.isPending} onClick={() => send.mutate()}>
          {t("template.send")}
          <ArrowUp aria-hidden />
        </Button>
      </div>
    </div>
  );
}
