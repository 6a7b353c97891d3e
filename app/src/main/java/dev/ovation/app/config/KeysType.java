package dev.ovation.app.config;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.core.domain.Ids;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A list of API keys. */
final class KeysType implements SettingType<List<ApiKey>> {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final int KEYS_MAX = 1_000;

  @Override
  public @Nullable List<ApiKey> read(String name, RawValue raw, Problems problems) {
    if (!(raw instanceof RawValue.Items items) || items.items().size() > KEYS_MAX) {
      problems.add(raw.origin(), name + " must be " + allowed() + ", is " + raw.sort());
      return null;
    }
    List<ApiKey> keys = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < items.items().size(); i++) {
      ApiKey key = key(name + "[" + i + "]", items.items().get(i), problems);
      if (key == null) {
        continue;
      }
      if (!taken.add(key.id()) || !taken.add(key.sha256())) {
        problems.add(items.items().get(i).origin(), name + ": " + key.id() + " is there twice");
      }
      keys.add(key);
    }
    return List.copyOf(keys);
  }

  private static @Nullable ApiKey key(String name, RawValue raw, Problems problems) {
    if (!(raw instanceof RawValue.Fields fields)) {
      problems.add(raw.origin(), name + " must have id, sha256, space and scopes");
      return null;
    }
    FieldReader reader = new FieldReader(name, fields, problems);
    String id = reader.required("id");
    String sha256 = reader.required("sha256");
    String space = reader.text("space");
    List<String> scopeNames = reader.texts("scopes");
    reader.refuseOthers();
    if (id != null && Ids.problemOfId(id) != null) {
      reader.problem("id " + Ids.problemOfId(id));
    }
    if (space != null && Ids.problemOfId(space) != null) {
      reader.problem("space " + Ids.problemOfId(space));
    }
    if (sha256 != null && !SHA256.matcher(sha256).matches()) {
      // What was written may be the key itself, so it is not repeated.
      reader.problem("sha256 must be 64 hexadecimal digits: printf %s KEY | sha256sum");
    }
    Set<Scope> scopes = scopes(reader, scopeNames);
    return id == null || sha256 == null
        ? null
        : new ApiKey(
            id, sha256.toLowerCase(Locale.ROOT), space == null ? "default" : space, scopes);
  }

  private static Set<Scope> scopes(FieldReader reader, @Nullable List<String> names) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : names == null ? List.<String>of() : names) {
      try {
        scopes.add(Scope.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        reader.problem("scopes may hold read, write, import and admin, not " + name);
      }
    }
    if (names == null || names.isEmpty()) {
      reader.problem("scopes is missing: some of read, write, import, admin");
    }
    return scopes;
  }

  @Override
  public String allowed() {
    return "a list of at most " + KEYS_MAX + " keys, each with id, sha256, space and scopes";
  }

  @Override
  public Object plain(List<ApiKey> keys, boolean hideSecrets) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (ApiKey key : keys) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", key.id());
      fields.put("sha256", hideSecrets ? "hidden" : key.sha256());
      fields.put("space", key.space());
      Set<String> scopes = new TreeSet<>();
      key.scopes().forEach(scope -> scopes.add(scope.name().toLowerCase(Locale.ROOT)));
      fields.put("scopes", List.copyOf(scopes));
      list.add(fields);
    }
    return list;
  }

  @Override
  public boolean isScalar() {
    return false;
  }
}
