package dev.snaptill.simulator;

import java.nio.file.Path;

/** A gateway configuration for a town whose ports are whatever was free. */
final class TemporaryConf {
  private TemporaryConf() {}

  /**
   * @param database what stands under {@code database:} beside the directory, as YAML's one-line
   *     form
   */
  static String yaml(Path directory, Town town, String database) {
    return """
        master_key_file: %1$s/master.key
        database: {directory: %1$s/data%6$s}
        carriers:
          - {name: demo-carrier, port: %2$d, system_id: snaptill, password: secret, trust: operator,
             short_codes: ["10658"]}
        mm7:
          port: 0
          mmscs:
            - {name: demo-mmsc, url: "http://127.0.0.1:%3$d/mm7", short_codes: ["10658"],
               inbound_username: mmsc, inbound_password: secret, trust: operator}
        banks:
          - {name: north, port: %4$d, terminals: ["SNAP0001..SNAP0008"], repeats: true}
          - {name: south, port: %5$d, terminals: ["SNAP0001..SNAP0008"], repeats: true}
        api: {port: 0, operator_key_file: %1$s/operator.key}
        """
        .formatted(
            directory,
            town.carrier.port(),
            town.mmsc.port(),
            town.north.port(),
            town.south.port(),
            database);
  }
}
