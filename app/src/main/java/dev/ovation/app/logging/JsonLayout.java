package dev.ovation.app.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import dev.ovation.app.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** For machines: a JSON object a line. */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
  @Override
  public String doLayout(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    fields.put("level", event.getLevel().toString());
    fields.put("logger", event.getLoggerName());
    fields.put("thread", event.getThreadName());
    fields.put("message", event.getFormattedMessage());
    fields.putAll(event.getMDCPropertyMap());
    if (event.getThrowableProxy() != null) {
      fields.put("error", OneLine.of(event.getThrowableProxy()));
    }
    return Json.write(fields) + "\n";
  }
}
