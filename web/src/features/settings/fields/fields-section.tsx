import { queryOptions, useQuery } from "@tanstack/react-query";
import { TextCursorInput } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { EditableList } from "../editable-list";
import { Loaded } from "../loaded";
import { FieldDialog } from "./field-dialog";

const fieldsQuery = queryOptions({
  queryKey: ["contact-fields"],
  queryFn: () => unwrap(api.GET("/api/v1/contact-fields")),
});

/** What the company wants to know of its contacts. */
export function FieldsSection() {
  const { t } = useTranslation("organise");
  const fields = useQuery(fieldsQuery);
  return (
    <Loaded query={fields}>
      {({ items }) => (
        <EditableList
          title={t("fields.title")}
          lead={t("fields.lead")}
          add={t("fields.new")}
          icon={<TextCursorInput />}
          empty={{ title: t("fields.empty"), hint: t("fields.emptyHint") }}
          items={items}
          topic="contact-fields"
          nameOf={(field) => field.label}
          removalHint={t("fields.removeHint")}
          remove={(field) => unwrap(api.DELETE("/api/v1/contact-fields/{field_id}", { params: { path: { field_id: field.id } } }))}
          draw={(field) => (
            <>
              <p className="font-medium">{field.label}</p>
              <p className="mt-0.5 text-[13px] text-ink-2">{[t(`fields.kind.${field.kind}`), ...field.options].join(" · ")}</p>
            </>
          )}
          edit={(field, onClose) => <FieldDialog field={field} onClose={onClose} />}
        />
      )}
    </Loaded>
  );
}
