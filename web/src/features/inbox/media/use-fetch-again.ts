import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** Asks the channel once more for a file it did not give; the live channel tells how that ends. */
export function useFetchAgain(attachmentId: string) {
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/attachments/{attachment_id}/retry", { params: { path: { attachment_id: attachmentId } } })),
  });
}
