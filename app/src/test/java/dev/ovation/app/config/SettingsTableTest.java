package dev.ovation.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the documentation against the declarations. */
class SettingsTableTest {
  private static final String BEGIN = "<!-- settings:begin -->\n";
  private static final String END = "<!-- settings:end -->";

  @Test
  void theDocumentationHasTheTableOfTheDeclarations() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "SETTINGS.md"));
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).isPositive();
    assertThat(end).isGreaterThan(begin);
    assertThat(text.substring(begin + BEGIN.length(), end).strip())
        .as("put what \"./ovation config --table\" prints between the markers")
        .isEqualTo(SettingsTable.markdown(Settings.CATALOG).strip());
  }
}
