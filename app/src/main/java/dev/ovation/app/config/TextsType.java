package dev.ovation.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A list of texts of one form. A single text, with commas between, stands for a list. */
final class TextsType implements SettingType<List<String>> {
  private static final int TEXTS_MAX = 100;

  private final String form;
  private final Pattern pattern;

  /**
   * @param form what people are told, for example {@code host:port}
   * @param regex what each text must match
   */
  TextsType(String form, String regex) {
    this.form = form;
    this.pattern = Pattern.compile(regex);
  }

  @Override
  public @Nullable List<String> read(String name, RawValue raw, Problems problems) {
    List<String> texts = new ArrayList<>();
    switch (raw) {
      case RawValue.Scalar scalar ->
          texts.addAll(List.of(scalar.text().strip().split("\\s*,\\s*")));
      case RawValue.Items items -> {
        for (RawValue item : items.items()) {
          texts.add(item instanceof RawValue.Scalar scalar ? scalar.text() : "");
        }
      }
      case RawValue.Fields ignored -> texts.add("");
      case RawValue.Empty ignored -> {}
    }
    // What is wrong is not repeated: it may be a secret.
    if (texts.size() > TEXTS_MAX || !texts.stream().allMatch(pattern.asMatchPredicate())) {
      problems.add(raw.origin(), name + " must be " + allowed());
      return null;
    }
    return List.copyOf(texts);
  }

  @Override
  public String allowed() {
    return String.format(Locale.ROOT, "a list of at most %d of the form %s", TEXTS_MAX, form);
  }

  @Override
  public Object plain(List<String> texts, boolean hideSecrets) {
    return hideSecrets && !texts.isEmpty() ? "hidden" : texts;
  }

  @Override
  public boolean isScalar() {
    return false;
  }
}
