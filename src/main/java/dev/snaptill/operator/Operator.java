package dev.snaptill.operator;

import java.util.Set;

/**
 * A person, or a program with a key of its own, that runs the gateway.
 *
 * @param person who is behind the key: two keys of one person are one pair of eyes
 */
public record Operator(String person, Set<Role> roles) {
  /** Who holds the key that the program made at its first start. */
  public static final String BOOTSTRAP = "bootstrap";

  public Operator {
    roles = Set.copyOf(roles);
  }

  public boolean may(Role role) {
    return role == Role.VIEW ? !roles.isEmpty() : roles.contains(role);
  }
}
