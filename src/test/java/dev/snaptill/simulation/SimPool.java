package dev.snaptill.simulation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PropertyKind;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.desc.ColumnDescriptor;
import io.vertx.sqlclient.internal.ArrayTuple;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;

/** The read pool: real queries on the real tables, answered after a simulated while. */
final class SimPool implements Pool {
  private final Connection connection;
  private final Life life;
  private final Schedule schedule;
  private final Faults faults;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  SimPool(Connection connection, Life life, Schedule schedule, Faults faults) {
    this.connection = connection;
    this.life = life;
    this.schedule = schedule;
    this.faults = faults;
  }

  private Future<RowSet<Row>> run(String sql, Tuple values) {
    Promise<RowSet<Row>> promise = Promise.promise();
    life.in(
        faults.between(0, 3),
        () -> {
          if (faults.strikes(0.002)) {
            promise.fail(new SQLException("no connection (simulated)", "08001"));
            return;
          }
          RowSet<Row> rows;
          try {
            rows = query(sql, values);
          } catch (SQLException e) {
            promise.fail(e);
            return;
          }
          // told a little later: meanwhile it may have come to be out of date
          if (faults.chance(0.2)) {
            life.in(faults.between(1, 40), () -> promise.complete(rows));
          } else {
            promise.complete(rows);
          }
        });
    return promise.future();
  }

  private RowSet<Row> query(String sql, Tuple values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.size(); i++) {
      Object value = values.getValue(i);
      statement.setObject(i + 1, value instanceof Buffer buffer ? buffer.getBytes() : value);
    }
    List<Row> rows = new ArrayList<>();
    try (ResultSet found = statement.executeQuery()) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        FoundRow row = new FoundRow(columns);
        for (int i = 1; i <= columns; i++) {
          Object value = found.getObject(i);
          row.addValue(value instanceof byte[] bytes ? Buffer.buffer(bytes) : value);
        }
        rows.add(row);
      }
    }
    return new FoundRows(rows);
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return new Prepared(sql);
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return new Prepared(sql);
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return new Prepared(sql);
  }

  @Override
  public Future<SqlConnection> getConnection() {
    throw new UnsupportedOperationException("reads come one by one");
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  @Override
  public int size() {
    return 1;
  }

  private final class Prepared implements PreparedQuery<RowSet<Row>> {
    private final String sql;

    Prepared(String sql) {
      this.sql = sql;
    }

    @Override
    public Future<RowSet<Row>> execute() {
      return run(sql, Tuple.tuple());
    }

    @Override
    public Future<RowSet<Row>> execute(Tuple values) {
      return run(sql, values);
    }

    @Override
    public Future<RowSet<Row>> executeBatch(List<Tuple> batch) {
      throw new UnsupportedOperationException("the pool only reads");
    }

    @Override
    public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
      throw new UnsupportedOperationException("not used");
    }

    @Override
    public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
      throw new UnsupportedOperationException("not used");
    }
  }

  private static final class FoundRow extends ArrayTuple implements Row {
    FoundRow(int columns) {
      super(columns);
    }

    @Override
    public String getColumnName(int at) {
      throw new UnsupportedOperationException("columns are read by place");
    }

    @Override
    public int getColumnIndex(String name) {
      throw new UnsupportedOperationException("columns are read by place");
    }
  }

  private record FoundRows(List<Row> rows) implements RowSet<Row> {
    @Override
    public RowIterator<Row> iterator() {
      Iterator<Row> all = rows.iterator();
      return new RowIterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public Row next() {
          return all.next();
        }
      };
    }

    @Override
    public RowSet<Row> next() {
      throw new UnsupportedOperationException("one result only");
    }

    @Override
    public int rowCount() {
      return rows.size();
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public List<String> columnsNames() {
      throw new UnsupportedOperationException("columns are read by place");
    }

    @Override
    public List<ColumnDescriptor> columnDescriptors() {
      throw new UnsupportedOperationException("columns are read by place");
    }

    @Override
    public <V> V property(PropertyKind<V> kind) {
      return null;
    }

    @Override
    public RowSet<Row> value() {
      return this;
    }
  }
}
