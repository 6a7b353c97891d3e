package dev.ovation.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.ovation.app.json.Json;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static LoggingEvent event() {
    Logger logger = new LoggerContext().getLogger("dev.ovation.Sample");
    Throwable thrown = new IllegalStateException("two\nlines", new IOException("disk"));
    LoggingEvent event =
        new LoggingEvent("any", logger, Level.WARN, "forged\nINFO all is well", thrown, null);
    event.setTimeStamp(1_700_000_000_123L);
    event.setMDCPropertyMap(Map.of());
    return event;
  }

  @Test
  void anEventIsOneLineWhateverItHolds() {
    String line = new TextLayout().doLayout(event());
    assertThat(line)
        .startsWith("2023-11-14T22:13:20.123Z WARN Sample: forged ⏎ INFO all is well | ")
        .contains("java.lang.IllegalStateException: two ⏎ lines")
        .contains("caused by java.io.IOException: disk")
        .endsWith("\n");
    assertThat(line.lines()).hasSize(1);
  }

  @Test
  void forMachinesItIsAnObject() throws IOException {
    String line = new JsonLayout().doLayout(event());
    assertThat(line.lines()).hasSize(1);
    JsonObject object = Json.readObject(line);
    assertThat(object.text("level")).isEqualTo("WARN");
    assertThat(object.text("message")).isEqualTo("forged\nINFO all is well");
    assertThat(object.text("error")).contains("java.io.IOException: disk");
  }
}
