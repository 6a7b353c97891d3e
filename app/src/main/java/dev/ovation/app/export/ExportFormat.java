package dev.ovation.app.export;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.RowItem;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * How an export is written: a line for each count and each row that holds a value, in the order of
 * space, target, kind and actor, counts first. No text in it needs quoting: all are ids. What
 * differs between two ledgers that hold the same, as commit numbers, is left out.
 */
public enum ExportFormat {
  CSV("text/csv; charset=utf-8", "space,target,kind,actor,value,version,at,total\n") {
    @Override
    public String count(TargetKind of, String value, long total) {
      return of.target().space()
          + ','
          + of.target().text()
          + ','
          + of.kind()
          + ",,"
          + value
          + ",,,"
          + total
          + '\n';
    }

    @Override
    public String row(RowItem item) {
      Interaction register = item.interaction();
      Row row = item.row();
      return register.target().space()
          + ','
          + register.target().text()
          + ','
          + register.kind()
          + ','
          + register.actor()
          + ','
          + row.value()
          + ','
          + row.version()
          + ','
          + time(row.atMillis())
          + ",\n";
    }
  },

  JSONL("application/x-ndjson", "") {
    @Override
    public String count(TargetKind of, String value, long total) {
      return opened(of) + "\"value\":\"" + value + "\",\"total\":" + total + "}\n";
    }

    @Override
    public String row(RowItem item) {
      Row row = item.row();
      return opened(item.interaction().targetKind())
          + "\"actor\":\""
          + item.interaction().actor()
          + "\",\"value\":\""
          + row.value()
          + "\",\"version\":\""
          + row.version()
          + "\",\"at\":\""
          + time(row.atMillis())
          + "\"}\n";
    }
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final String contentType;
  private final String head;

  ExportFormat(String contentType, String head) {
    this.contentType = contentType;
    this.head = head;
  }

  public String contentType() {
    return contentType;
  }

  /** The first line, if there is one. */
  public String head() {
    return head;
  }

  /** The line of a count. */
  public abstract String count(TargetKind of, String value, long total);

  /** The line of a row. */
  public abstract String row(RowItem item);

  /** The format that a text names; null when there is none. */
  public static @Nullable ExportFormat of(String text) {
    return switch (text) {
      case "csv" -> CSV;
      case "jsonl" -> JSONL;
      default -> null;
    };
  }

  private static String opened(TargetKind of) {
    return "{\"space\":\""
        + of.target().space()
        + "\",\"target\":\""
        + of.target().text()
        + "\",\"kind\":\""
        + of.kind()
        + "\",";
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }
}
