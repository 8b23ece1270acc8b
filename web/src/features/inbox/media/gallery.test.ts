import { expect, test } from "vitest";
import type { Message } from "@/api/types";
import { boxOf, galleryOf } from "./gallery";

const message = (id: string, mime: string, more: object = {}, state = "stored") =>
  ({ id, type: "image", deleted_at: null, attachment: { id, mime_type: mime, state }, ...more }) as unknown as Message;

test("pictures and films stand in order; stickers, sound and what is missing or taken back do not", () => {
  const found = galleryOf([
    message("a", "image/png"),
    message("b", "audio/ogg"),
    message("c", "video/mp4"),
    message("d", "image/webp", { type: "sticker" }),
    message("e", "image/png", { deleted_at: "2026-11-20T10:00:00Z" }),
    message("f", "image/png", {}, "failed"),
  ]);
  expect(found.map((shot) => [shot.message.id, shot.film])).toEqual([
    ["a", false],
    ["c", true],
  ]);
});

test("a picture keeps its shape within the width of a bubble", () => {
  expect(boxOf({ width: 1440, height: 720 })).toEqual({ width: 288, height: 144 });
  expect(boxOf({ width: 400, height: 4000 })).toEqual({ width: 120, height: 320 });
  expect(boxOf({ width: null, height: null })).toEqual({ width: 288, height: 192 });
});
