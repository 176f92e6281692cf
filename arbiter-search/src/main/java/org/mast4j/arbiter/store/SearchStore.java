package org.mast4j.arbiter.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Candidates, jobs and scores of a search in a file of SQLite (WAL, synchronised with the disk): a
 * method that returns has written, whatever happens to the process afterwards. Others may read the
 * file meanwhile; one process writes, which a {@link org.mast4j.ssl.checkpoint.RunLock} sees to.
 *
 * <p>For one thread at a time.
 */
public final class SearchStore implements AutoCloseable {
  /** In the header of the file, so that it isn't taken for another's: "MSRC". */
  private static final int APPLICATION = 0x4D535243;

  private static final int VERSION = 1;
  private static final int PATIENCE_MILLIS = 10_000;

  private static final List<String> SCHEMA =
      List.of(
          "PRAGMA application_id = " + APPLICATION,
          "PRAGMA user_version = " + VERSION,
          """
          CREATE TABLE start (
            at TEXT NOT NULL, machine TEXT NOT NULL, settings TEXT NOT NULL, changes TEXT NOT NULL)
          """,
          "CREATE TABLE candidate (number INTEGER PRIMARY KEY, choices TEXT NOT NULL)",
          """
          CREATE TABLE job (
            number INTEGER PRIMARY KEY,
            candidate INTEGER NOT NULL REFERENCES candidate (number),
            trained_from INTEGER NOT NULL, trained_to INTEGER NOT NULL, seen INTEGER NOT NULL,
            deaths INTEGER NOT NULL DEFAULT 0,
            score REAL, failure TEXT, seconds REAL NOT NULL DEFAULT 0,
            UNIQUE (candidate, trained_from))
          """,
          """
          CREATE TABLE score (
            candidate INTEGER NOT NULL REFERENCES candidate (number),
            reached INTEGER NOT NULL, score REAL NOT NULL,
            PRIMARY KEY (candidate, reached))
          """);

  private final Path file;
  private final Connection connection;

  private SearchStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** What is done with the database. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  /**
   * A new store.
   *
   * @throws IOException if there is such a file, or it can't be written
   */
  public static SearchStore create(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new IOException(file + ": there is a search already; go on with it by --resume");
    }
    Path begun = AtomicFiles.temporaryIn(file.toAbsolutePath().getParent());
    try (SearchStore store = connect(begun, SQLiteConfig.JournalMode.DELETE)) {
      store.transaction(
          () -> {
            for (String statement : SCHEMA) {
              store.execute(statement);
            }
            return null;
          });
    }
    // whenever the process dies, there is no store, or a whole one
    Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
    return open(file, false);
  }

  /**
   * A store that is there.
   *
   * @param readOnly for those who look on
   * @throws IOException if there is none, it is another program's file or of a newer version, or
   *     can't be read
   */
  public static SearchStore open(Path file, boolean readOnly) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": no such file; there is no search here");
    }
    SearchStore store = readOnly ? look(file) : connect(file, SQLiteConfig.JournalMode.WAL);
    try {
      store.requireOurs();
      return store;
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  private static SearchStore look(Path file) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return connect(file, config);
  }

  private static SearchStore connect(Path file, SQLiteConfig.JournalMode mode) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.enforceForeignKeys(true);
    config.setJournalMode(mode);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    return connect(file, config);
  }

  private static SearchStore connect(Path file, SQLiteConfig config) throws IOException {
    config.setBusyTimeout(PATIENCE_MILLIS);
    try {
      return new SearchStore(file, config.createConnection("jdbc:sqlite:" + file));
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  private void requireOurs() throws IOException {
    int application = run(() -> number("PRAGMA application_id"));
    if (application != APPLICATION) {
      throw new IOException(file + ": isn't the store of a search but another database");
    }
    int version = run(() -> number("PRAGMA user_version"));
    if (version > VERSION) {
      throw new IOException(
          "%s: is of version %d; this MAST4J knows up to %d, use a newer one"
              .formatted(file, version, VERSION));
    }
  }

  /** Notes that the search starts, or goes on. */
  public void addStart(StoredStart start) throws IOException {
    run(
        () ->
            update(
                "INSERT INTO start VALUES (?, ?, ?, ?)",
                start.at(),
                start.machine(),
                start.settings(),
                start.changes()));
  }

  /** Notes a job, with its candidate if that is new: both or none. */
  public void add(Job job, Optional<StoredCandidate> candidate) throws IOException {
    transaction(
        () -> {
          if (candidate.isPresent()) {
            update(
                "INSERT INTO candidate VALUES (?, ?)",
                candidate.get().number(),
                candidate.get().values());
          }
          return update(
              """
              INSERT INTO job (number, candidate, trained_from, trained_to, seen)
              VALUES (?, ?, ?, ?, ?)
              """,
              job.number(),
              job.candidate(),
              job.from(),
              job.to(),
              job.seen());
        });
  }

  /** Notes that a worker died of a job; how many have until now. */
  public int addDeath(Job job) throws IOException {
    return transaction(
        () -> {
          update("UPDATE job SET deaths = deaths + 1 WHERE number = ?", job.number());
          return number("SELECT deaths FROM job WHERE number = " + job.number());
        });
  }

  /** Notes a score on the way; one that comes again, after an interruption, takes its place. */
  public void add(StoredScore score) throws IOException {
    run(
        () ->
            update(
                "INSERT OR REPLACE INTO score VALUES (?, ?, ?)",
                score.candidate(),
                score.reached(),
                score.score()));
  }

  /** Notes what became of a job. */
  public void finish(Job job, Outcome outcome, double seconds) throws IOException {
    run(
        () ->
            update(
                "UPDATE job SET score = ?, failure = ?, seconds = ? WHERE number = ?",
                outcome.score().isPresent() ? outcome.score().getAsDouble() : null,
                outcome.failure().orElse(null),
                seconds,
                job.number()));
  }

  /** All starts, the first one first. */
  public List<StoredStart> starts() throws IOException {
    return query(
        "SELECT at, machine, settings, changes FROM start ORDER BY rowid",
        row ->
            new StoredStart(
                row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
  }

  /** All candidates by number. */
  public List<StoredCandidate> candidates() throws IOException {
    return query(
        "SELECT number, choices FROM candidate ORDER BY number",
        row -> new StoredCandidate(row.getInt(1), row.getString(2)));
  }

  /** All jobs by number. */
  public List<StoredJob> jobs() throws IOException {
    return query(
        """
        SELECT number, candidate, trained_from, trained_to, seen, score, failure, deaths, seconds
        FROM job ORDER BY number
        """,
        SearchStore::job);
  }

  private static StoredJob job(ResultSet row) throws SQLException {
    Job job = new Job(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getInt(5));
    double score = row.getDouble(6);
    OptionalDouble known = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(score);
    Optional<String> failure = Optional.ofNullable(row.getString(7));
    Optional<Outcome> outcome =
        known.isPresent() || failure.isPresent()
            ? Optional.of(new Outcome(known, failure))
            : Optional.empty();
    return new StoredJob(job, outcome, row.getInt(8), row.getDouble(9));
  }

  /** All scores on the way, by candidate and by how far it was trained. */
  public List<StoredScore> scores() throws IOException {
    return query(
        "SELECT candidate, reached, score FROM score ORDER BY candidate, reached",
        row -> new StoredScore(row.getInt(1), row.getInt(2), row.getDouble(3)));
  }

  /** What a row of an answer holds. */
  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, RowReader<T> reader) throws IOException {
    return run(
        () -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
              all.add(reader.read(rows));
            }
            return all;
          }
        });
  }

  private int number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.getInt(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private <T> T transaction(Work<T> work) throws IOException {
    return run(
        () -> {
          connection.setAutoCommit(false);
          try {
            T result = work.run();
            connection.commit();
            return result;
          } catch (SQLException e) {
            connection.rollback();
            throw e;
          } finally {
            connection.setAutoCommit(true);
          }
        });
  }

  private <T> T run(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  private static IOException failure(Path file, SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException of ? of.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    String reason =
        switch (code) {
          case SQLITE_FULL -> "the disk is full; free some space and go on by --resume";
          case SQLITE_NOTADB -> "isn't the store of a search, and no database at all";
          case SQLITE_CORRUPT -> "is damaged; start anew in another folder";
          case SQLITE_BUSY, SQLITE_LOCKED -> "another process holds it";
          case SQLITE_CANTOPEN, SQLITE_READONLY -> "can't be opened for writing";
          default -> e.getMessage();
        };
    return new IOException(file + ": " + reason, e);
  }

  @Override
  public void close() throws IOException {
    run(
        () -> {
          connection.close();
          return null;
        });
  }
}
