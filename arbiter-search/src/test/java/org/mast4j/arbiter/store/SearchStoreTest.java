package org.mast4j.arbiter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;

class SearchStoreTest {
  private static final Job FIRST = new Job(0, 0, 0, 10, 0);
  private static final Job SECOND = new Job(1, 1, 0, 10, 0);
  private static final Job THIRD = new Job(2, 0, 10, 30, 2);

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("search.db");
  }

  @Test
  void holdsWhatWasNotedWhenItIsOpenedAgain() throws IOException {
    StoredStart start = new StoredStart("2026-01-01T00:00:00Z", "process 1", "{}", "");
    try (SearchStore store = SearchStore.create(file())) {
      store.addStart(start);
      store.add(FIRST, Optional.of(new StoredCandidate(0, "{\"x\":1}")));
      store.add(SECOND, Optional.of(new StoredCandidate(1, "{\"x\":2}")));
      assertThat(store.addDeath(FIRST)).isOne();
      assertThat(store.addDeath(FIRST)).isEqualTo(2);
      store.add(new StoredScore(0, 5, 0.25));
      store.add(new StoredScore(0, 5, 0.5));
      store.finish(FIRST, Outcome.scored(0.75), 1.5);
      store.finish(SECOND, Outcome.failed("no memory"), 2);
      store.add(THIRD, Optional.empty());
    }
    try (SearchStore store = SearchStore.open(file(), true)) {
      assertThat(store.starts()).containsExactly(start);
      assertThat(store.candidates())
          .containsExactly(
              new StoredCandidate(0, "{\"x\":1}"), new StoredCandidate(1, "{\"x\":2}"));
      assertThat(store.jobs())
          .containsExactly(
              new StoredJob(FIRST, Optional.of(Outcome.scored(0.75)), 2, 1.5),
              new StoredJob(SECOND, Optional.of(Outcome.failed("no memory")), 0, 2),
              new StoredJob(THIRD, Optional.empty(), 0, 0));
      assertThat(store.scores()).containsExactly(new StoredScore(0, 5, 0.5));
      assertThatThrownBy(() -> store.addDeath(FIRST))
          .hasMessageContaining("can't be opened for writing");
    }
  }

  @Test
  void aJobAndItsCandidateAreThereBothOrNone() throws IOException {
    try (SearchStore store = SearchStore.create(file())) {
      store.add(FIRST, Optional.of(new StoredCandidate(0, "{}")));
      assertThatThrownBy(() -> store.add(FIRST, Optional.of(new StoredCandidate(1, "{}"))))
          .isInstanceOf(IOException.class);
      assertThat(store.candidates()).hasSize(1);
      store.add(SECOND, Optional.of(new StoredCandidate(1, "{}")));
      assertThat(store.jobs()).hasSize(2);
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException, SQLException {
    assertThatThrownBy(() -> SearchStore.open(file(), false))
        .hasMessageContaining("no search here");
    Files.writeString(file(), "something else, and long enough to be looked at ".repeat(100));
    assertThatThrownBy(() -> SearchStore.open(file(), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no database at all");
    assertThatThrownBy(() -> SearchStore.create(file())).hasMessageContaining("--resume");
    Files.delete(file());
    statement("CREATE TABLE other (x)");
    assertThatThrownBy(() -> SearchStore.open(file(), false))
        .hasMessageContaining("another database");
    Files.delete(file());
    SearchStore.create(file()).close();
    statement("PRAGMA user_version = 2");
    assertThatThrownBy(() -> SearchStore.open(file(), false))
        .hasMessageContaining("is of version 2; this MAST4J knows up to 1");
  }

  private void statement(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
