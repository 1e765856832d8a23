package dev.snaptill.qr;

/** Why a picture was not looked into. */
public enum Refusal {
  /** Over one of the {@link ImageLimits}. */
  TOO_BIG,
  /** Not one of the {@link PictureKind}s: HEIC, WebP, PDF, anything else. */
  UNKNOWN_KIND,
  /** Says it is of a known kind but its header or its content is not. */
  BROKEN
}
