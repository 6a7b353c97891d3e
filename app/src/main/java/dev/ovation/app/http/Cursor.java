package dev.ovation.app.http;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.OvationException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An opaque place in a list: base64url of a format byte, the time and key of the last row shown,
 * and a checksum over them and the list's identity. So a cursor that was changed, or that belongs
 * to another list, is refused instead of showing a wrong page. It is no secret and guards nothing.
 */
final class Cursor {
  private static final byte FORMAT = 1;
  private static final int FIXED_BYTES = 1 + Long.BYTES + Integer.BYTES;
  private static final int CHARS_MAX = 512;

  private Cursor() {}

  /**
   * The text of a cursor.
   *
   * @param list what tells this list from all others
   */
  static String write(Page next, String list) {
    byte[] key = next.afterKey().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + key.length);
    bytes.put(FORMAT).putLong(next.afterAtMillis()).put(key);
    bytes.putInt(checksum(bytes.array(), bytes.position(), list));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** The page that a cursor asks for; the first one when there is none. */
  static Page read(@Nullable String cursor, String list, int limit) {
    if (cursor == null) {
      return Page.first(limit);
    }
    try {
      byte[] bytes =
          cursor.length() > CHARS_MAX ? new byte[0] : Base64.getUrlDecoder().decode(cursor);
      int body = bytes.length - Integer.BYTES;
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte format = in.get();
      long at = in.getLong();
      if (format == FORMAT && in.getInt(body) == checksum(bytes, body, list)) {
        int keyAt = in.position();
        return new Page(at, new String(bytes, keyAt, body - keyAt, StandardCharsets.UTF_8), limit);
      }
    } catch (IllegalArgumentException
        | BufferUnderflowException
        | IndexOutOfBoundsException malformed) {
      throw refused();
    }
    throw refused();
  }

  private static OvationException refused() {
    return new OvationException(
        ErrorCode.INVALID_CURSOR,
        "the cursor is not one of this list; use next as it was given, or leave it out");
  }

  private static int checksum(byte[] bytes, int length, String list) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    crc.update(list.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
