import { ArrowLeft, Moon, Send, Sun, Trash2, TriangleAlert } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Template } from "@/api/templates";
import type { ChannelLine } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { type Content, fill, problemsOf } from "@/shared/templates/fill";
import { useMediaQuery } from "@/shared/hooks/use-media-query";
import { useTheme } from "@/shared/theme";
import { Button } from "@/shared/ui/button";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { Segmented } from "@/shared/ui/segmented";
import { toast } from "@/shared/ui/toast";
import { WhatsAppPreview } from "@/shared/ui/whatsapp-preview";
import { TemplateFields } from "./template-fields";
import { TemplateState } from "./template-state";
import { useTemplate } from "./use-template";

type TemplateEditorProps = {
  /** Null for a new one. */
  template: Template | null;
  channels: ChannelLine[];
  canEdit: boolean;
  onClose: () => void;
  onSaved: (id: string | undefined) => void;
};

const EMPTY: Content = { name: "", language: "pt_BR", category: "utility", header: "", body: "", footer: "", buttons: [], examples: [], header_example: "" };

/** What a template says beside how it looks on the phone. Only drafts and refused ones can still change. */
export function TemplateEditor({ template, channels, canEdit, onClose, onSaved }: TemplateEditorProps) {
  const { t } = useTranslation("templates");
  const errorText = useErrorText();
  const [content, setContent] = useState<Content>(template ?? EMPTY);
  const [channelId, setChannelId] = useState(template?.channel_id ?? channels[0]?.id ?? "");
  const [removing, setRemoving] = useState(false);
  // On a phone the list is not there, and its heading with it.
  const Heading = useMediaQuery("(min-width: 48rem)") ? "h2" : "h1";
  const { save, submit, remove } = useTemplate(template, onSaved);
  const editable = canEdit && (!template || template.state === "draft" || template.state === "rejected");
  const problems = problemsOf(content);
  const busy = save.isPending || submit.isPending;
  const error = save.error ?? submit.error ?? remove.error;
  const keep = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ content, channelId }, { onSuccess: () => toast.done(t("saved")) });
  };
  return (
    <form onSubmit={keep} className="mx-auto max-w-5xl px-4 py-5 md:px-8">
      <header className="mb-5 flex flex-wrap items-center gap-3">
        <Button variant="ghost" size="icon" className="md:hidden" aria-label={t("back")} onClick={onClose}>
          <ArrowLeft aria-hidden />
        </Button>
        <Heading className="min-w-0 flex-1 truncate font-display text-[19px] font-semibold">{content.name || t("newTitle")}</Heading>
        {template && <TemplateState state={template.state} />}
      </header>
      {template?.reason && (
        <div className="mb-5 flex gap-2.5 rounded-xl bg-urucum-soft p-3 text-[13.5px] text-urucum-text">
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          <div>
            <p className="font-medium">{t("reason")}</p>
            <p className="[overflow-wrap:anywhere]">{template.reason}</p>
            {template.state === "rejected" && <p className="mt-1">{t("reasonNext")}</p>}
          </div>
        </div>
      )}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div>
          <TemplateFields
            content={content}
            onChange={setContent}
            channels={channels}
            channelId={channelId}
            onChannel={setChannelId}
            fixed={!editable}
            kept={template !== null}
          />
        </div>
        <Preview content={content} />
      </div>
      {editable && problems.length > 0 && content.body.trim() !== "" && (
        <ul aria-label={t("mend")} className="mt-5 grid gap-1 rounded-xl bg-ipe-soft p-3 text-[13px] text-ipe-text">
          {problems.map((problem) => (
            <li key={problem} className="flex gap-2">
              <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
              {t(`problem.${problem}`)}
            </li>
          ))}
        </ul>
      )}
      {error && (
        <p role="alert" className="mt-4 text-[13px] text-urucum-text">
          {errorText(error)}
        </p>
      )}
      {canEdit && (
        <footer className="mt-6 flex flex-wrap justify-end gap-2 border-t pt-4">
          {template && (
            <Button variant="danger" className="mr-auto" onClick={() => setRemoving(true)} disabled={remove.isPending}>
              <Trash2 aria-hidden />
              {t("remove")}
            </Button>
          )}
          {editable && (
            <>
              <Button type="submit" disabled={busy || !content.name || !content.body.trim()}>
                {t("save")}
              </Button>
              <Button
                variant="primary"
                disabled={busy || problems.length > 0}
                onClick={() => submit.mutate({ content, channelId }, { onSuccess: () => toast.done(t("submitted")) })}
              >
                <Send aria-hidden />
                {t("submit")}
              </Button>
            </>
          )}
        </footer>
      )}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t("removeTitle", { name: content.name })}
        description={t("removeHint")}
        action={t("remove")}
        onConfirm={() => remove.mutate()}
        danger
      />
    </form>
  );
}

function Preview({ content }: { content: Content }) {
  const { t } = useTranslation("templates");
  const { theme } = useTheme();
  const [shown, show] = useState<"light" | "dark">(theme === "dark" ? "dark" : "light");
  return (
    <div className="max-lg:order-first lg:sticky lg:top-5 lg:self-start">
      <div className="mb-2 flex items-center gap-2">
        <p className="flex-1 text-[13px] font-medium text-ink-2">{t("preview")}</p>
        <Segmented
          label={t("previewTheme")}
          value={shown}
          onChange={show}
          items={[
            { value: "light", label: <Named icon={<Sun className="size-3.5" aria-hidden />} name={t("light")} /> },
            { value: "dark", label: <Named icon={<Moon className="size-3.5" aria-hidden />} name={t("dark")} /> },
          ]}
        />
      </div>
      <WhatsAppPreview
        label={t("preview")}
        header={fill(content.header, [content.header_example])}
        body={fill(content.body, content.examples) || t("previewEmpty")}
        footer={content.footer}
        buttons={content.buttons.filter((button) => button.title)}
        dark={shown === "dark"}
        className="lg:min-h-64"
      />
    </div>
  );
}

function Named({ icon, name }: { icon: React.ReactNode; name: string }) {
  return (
    <>
      {icon}
      <span className="sr-only">{name}</span>
    </>
  );
}
