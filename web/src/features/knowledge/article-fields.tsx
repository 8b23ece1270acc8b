import { useTranslation } from "react-i18next";
import { articleKinds, type ArticleKind } from "@/api/articles";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { Textarea } from "@/shared/ui/textarea";
import type { ArticleForm } from "./use-article-form";

const AUDIENCES = ["all", "operators"] as const;
const DAYS = ["valid_from", "valid_until"] as const;

type ArticleFieldsProps = { form: ArticleForm; onChange: (change: Partial<ArticleForm>) => void };

export function ArticleFields({ form, onChange }: ArticleFieldsProps) {
  const { t } = useTranslation("knowledge");
  return (
    <div className="mx-auto grid max-w-[760px] gap-4">
      <Field label={t("editor.title")}>
        {(control) => (
          <Input
            {...control}
            value={form.title}
            maxLength={200}
            placeholder={t("editor.titlePlaceholder")}
            onChange={(event) => onChange({ title: event.target.value })}
            className="h-11 text-[16px] font-medium"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("editor.kind")}>
          {(control) => (
            <Select {...control} value={form.kind} onChange={(event) => onChange({ kind: event.target.value as ArticleKind })}>
              {articleKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`kind.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("editor.published")} hint={t("editor.publishedHint")}>
          {({ id, "aria-describedby": describedBy }) => (
            <Switch
              id={id}
              aria-describedby={describedBy}
              checked={form.status === "published"}
              onCheckedChange={(on) => onChange({ status: on ? "published" : "draft" })}
            />
          )}
        </Field>
        <Field label={t("editor.audience")} hint={t("editor.audienceHint")}>
          {(control) => (
            <Select {...control} value={form.audience} onChange={(event) => onChange({ audience: event.target.value as ArticleForm["audience"] })}>
              {AUDIENCES.map((audience) => (
                <option key={audience} value={audience}>
                  {t(`audience.${audience}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          {DAYS.map((day) => (
            <Field key={day} label={t(`editor.${day}`)}>
              {(control) => <Input {...control} type="date" value={form[day] ?? ""} onChange={(event) => onChange({ [day]: event.target.value || null })} />}
            </Field>
          ))}
        </div>
      </div>
      <Field label={t("editor.body")}>
        {(control) => (
          <Textarea
            {...control}
            value={form.body}
            maxLength={200_000}
            placeholder={t("editor.bodyPlaceholder")}
            onChange={(event) => onChange({ body: event.target.value })}
            className="min-h-72 font-mono text-[13.5px] leading-relaxed"
          />
        )}
      </Field>
    </div>
  );
}
