import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Segmented } from "@/shared/ui/segmented";
import { Textarea } from "@/shared/ui/textarea";
import { sourcesQuery } from "../queries";
import { addSource, type Given } from "./add-source";

type NewSourceDialogProps = { onClose: () => void; onAdded: (id: string) => void };

const WAYS = ["file", "url", "text"] as const;
type Way = (typeof WAYS)[number];
const KINDS = ".md,.markdown,.txt,.html,.htm,.pdf,.docx,.csv,.tsv,.zip";
const USUAL_PAGES = 50;

/** A document, a site, or something pasted, to be made into articles. */
export function NewSourceDialog({ onClose, onAdded }: NewSourceDialogProps) {
  const { t } = useTranslation("knowledge");
  const errorText = useErrorText();
  const id = useId();
  const client = useQueryClient();
  const [way, setWay] = useState<Way>("file");
  const [file, setFile] = useState<File | null>(null);
  const [url, setUrl] = useState("");
  const [pages, setPages] = useState(USUAL_PAGES);
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const given: Given | null = { file: file && { file }, url: url.trim() ? { url: url.trim(), pages } : null, text: text.trim() ? { text, name: name.trim() } : null }[way];
  const add = useMutation({
    meta: { quiet: true },
    mutationFn: (source: Given) => addSource(source),
    onSuccess: (source) => {
      void client.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      onClose();
      onAdded(source.id);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (given) add.mutate(given);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("sources.new")}
      description={t("sources.newHint")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={id} variant="primary" disabled={!given || add.isPending}>
            {t("sources.read")}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} className="grid gap-4 py-1">
        <Segmented label={t("sources.way")} value={way} onChange={setWay} items={WAYS.map((value) => ({ value, label: t(`sources.ways.${value}`) }))} />
        {way === "file" && (
          <Field label={t("sources.file")} hint={t("sources.fileHint")}>
            {(control) => (
              <input
                {...control}
                type="file"
                accept={KINDS}
                onChange={(event) => setFile(event.target.files?.[0] ?? null)}
                className="rounded-lg border border-dashed p-3 text-[13.5px] file:mr-3 file:rounded-lg file:border-0 file:bg-mata-soft file:px-3 file:py-1.5 file:font-medium file:text-mata-text"
              />
            )}
          </Field>
        )}
        {way === "url" && (
          <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_8rem]">
            <Field label={t("sources.url")} hint={t("sources.urlHint")}>
              {(control) => <Input {...control} inputMode="url" maxLength={2000} value={url} onChange={(event) => setUrl(event.target.value)} />}
            </Field>
            <Field label={t("sources.pages")}>
              {(control) => <Input {...control} type="number" min={1} max={500} value={pages} onChange={(event) => setPages(Number(event.target.value))} />}
            </Field>
          </div>
        )}
        {way === "text" && (
          <>
            <Field label={t("sources.name")}>
              {(control) => <Input {...control} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
            </Field>
            <Field label={t("sources.text")} hint={t("sources.textHint")}>
              {(control) => <Textarea {...control} value={text} onChange={(event) => setText(event.target.value)} className="max-h-72 min-h-40" />}
            </Field>
          </>
        )}
        {add.error && (
          <p role="alert" className="text-[13px] text-urucum-text">
            {errorText(add.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
