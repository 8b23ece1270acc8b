import { useState } from "react";
import { writeHeaders } from "@/api/client";
import { ApiError, problemOf } from "@/api/errors";
import type { UploadedFile } from "../outbox";

export type Upload = {
  key: string;
  name: string;
  /** The address of its picture in this browser, when it is one. */
  picture: string | null;
  /** 0 to 100 */
  percent: number;
  file: UploadedFile | null;
  error: unknown;
};

/** A request of its own: `fetch` does not tell how far an upload got. */
export function upload(file: File, onProgress: (percent: number) => void, voice = false): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/attachments${voice ? "?voice=true" : ""}`);
    for (const [name, value] of Object.entries(writeHeaders())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(Math.round((event.loaded / event.total) * 100));
    request.onload = () => {
      if (request.status < 300) resolve(request.response as UploadedFile);
      else reject(problemOf(request.status, request.response));
    };
    request.onerror = () => reject(new ApiError(0, "unreachable"));
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  });
}

/** Files on their way up. They are sent with the next message. */
export function useUploads() {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const patch = (key: string, change: Partial<Upload>) =>
    setUploads((now) => now.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  const add = (files: Iterable<File>) => {
    for (const file of files) {
      const key = crypto.randomUUID();
      const picture = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
      setUploads((now) => [...now, { key, name: file.name, picture, percent: 0, file: null, error: null }]);
      upload(file, (percent) => patch(key, { percent })).then(
        (stored) => patch(key, { file: stored, percent: 100 }),
        (error: unknown) => patch(key, { error }),
      );
    }
  };
  const drop = (goes: (upload: Upload) => boolean) =>
    setUploads((now) => {
      for (const { picture } of now.filter(goes)) if (picture) URL.revokeObjectURL(picture);
      return now.filter((upload) => !goes(upload));
    });
  return {
    uploads,
    add,
    remove: (key: string) => drop((upload) => upload.key === key),
    clear: () => drop(() => true),
  };
}
