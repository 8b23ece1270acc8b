import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { type Template, templatesKey } from "@/api/templates";
import type { Content } from "@/shared/templates/fill";

/** What can be done with a template; every end fetches the list again. */
export function useTemplate(template: Template | null, onSaved: (id: string | undefined) => void) {
  const client = useQueryClient();
  const settle = { meta: { quiet: true }, onSettled: () => client.invalidateQueries({ queryKey: templatesKey }) };
  const path = (id: string) => ({ params: { path: { template_id: id } } });
  const keep = (content: Content, channelId: string) =>
    template
      ? unwrap(api.PUT("/api/v1/templates/{template_id}", { ...path(template.id), body: content as never }))
      : unwrap(api.POST("/api/v1/templates", { body: { ...content, channel_id: channelId } as never }));
  const save = useMutation({
    ...settle,
    mutationFn: ({ content, channelId }: { content: Content; channelId: string }) => keep(content, channelId),
    onSuccess: ({ id }) => onSaved(id),
  });
  const submit = useMutation({
    ...settle,
    mutationFn: async ({ content, channelId }: { content: Content; channelId: string }) => {
      const { id } = await keep(content, channelId);
      return unwrap(api.POST("/api/v1/templates/{template_id}/submit", path(id)));
    },
    onSuccess: ({ id }) => onSaved(id),
  });
  const remove = useMutation({
    ...settle,
    mutationFn: () => unwrap(api.DELETE("/api/v1/templates/{template_id}", path(template!.id))),
    onSuccess: () => onSaved(undefined),
  });
  return { save, submit, remove };
}
